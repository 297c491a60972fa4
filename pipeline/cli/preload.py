"""Imported by the server of the children alone, which loads by that what they all need."""

import signal

from pipeline.cli.children import load

# Ctrl+C is for the command itself; the server ends with it.
signal.signal(signal.SIGINT, signal.SIG_IGN)
load()
