"""The checks: pure functions from a matched ledger and a plan to deviations; one file for each code."""
