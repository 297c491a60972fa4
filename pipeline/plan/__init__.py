"""A plan: its folder read, verified, made from the official document (official/), and who a unit is (names)."""
