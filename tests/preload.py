"""Imported by the server from which children are forked where the tests' own process has threads."""

from tests.children import ready

ready()
