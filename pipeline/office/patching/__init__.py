"""A workbook changed in its parts, so that what is not touched stays as the sender made it."""
