"""A mail taken apart into the files that it brings, inside the guard's child."""
