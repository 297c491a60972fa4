"""Consolidation (汇总): the newest submissions of all units, written as the county workbook."""
