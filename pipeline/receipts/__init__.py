"""Receipts and the ledger template: what a department gets to read, fill in and send back."""
