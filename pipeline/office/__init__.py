"""Office files as such, whatever they say.

Formats read, workbooks patched in place (patching/). Knows no ledger.
"""
