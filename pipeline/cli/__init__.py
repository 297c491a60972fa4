"""The commands: parse, call, print; nothing else. Heavy rooms are imported inside the commands that need them."""

from pipeline.cli.main import main

__all__ = ["main"]
