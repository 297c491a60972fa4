"""The county.

Workbook, status page and tables, from what is in force of all units. The one room that uses pandas.
"""
