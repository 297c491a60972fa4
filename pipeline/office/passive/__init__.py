"""Taking out of a workbook what runs, fetches or embeds something when somebody opens it."""
