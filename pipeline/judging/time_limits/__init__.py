"""How time limits (时限要求) are read, and how what a unit offers compares with what the plan asks."""
