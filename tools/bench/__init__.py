"""Whole processes measured side by side: what we do against what a user would write."""
