"""附件3, the form of the ledger: reading what was filled in, and (template/) writing what is to be filled in."""
