"""Matching (对应): which obligations the entries of a ledger fulfil."""
