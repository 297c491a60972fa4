"""The official plan as a Word document: what its body and its annexes say, and a rules folder made of it."""
