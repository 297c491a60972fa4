"""The demo: departments' ledgers as real life sends them, in many physical forms, with a few bad files among them."""
