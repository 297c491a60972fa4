"""Harnesses that try to make the intake lose a file: kill -9, failing calls, odd writers, hostile bytes."""
