"""The mailbox (IMAP) and the watch on it."""
