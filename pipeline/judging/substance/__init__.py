"""Whether a measure says that something is done: an act of the unit's own, words alone, or a refusal."""
