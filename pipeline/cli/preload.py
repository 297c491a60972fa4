"""Imported by the server of the children alone, which loads by that what they all need."""

from pipeline.cli.children import load

load()
