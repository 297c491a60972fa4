"""The forms that officers fill in, written and read from one description."""
