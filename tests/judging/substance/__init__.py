"""Acts, words alone, refusals."""
