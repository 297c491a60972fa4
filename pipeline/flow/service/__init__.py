"""The loop that wakes for files, mails and set times, and says how it is. It decides nothing about a ledger."""
