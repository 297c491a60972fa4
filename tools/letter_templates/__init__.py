"""The Word templates of the official letters: their layout and their texts."""
