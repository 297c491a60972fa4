"""The blank ledger, with a unit's own obligations where they are known."""
