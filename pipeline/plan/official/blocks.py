"""What every kind of document is read into: paragraphs and tables, each cell with its place and its lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body text; line breaks inside it are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: from where to where it reaches (any unit, the same in one table), and its lines.

    ``merged`` says that it continues the cell above, whose lines it then has; ``numbered`` that the word processor
    numbers its first paragraph by itself.
    """

    left: int
    right: int
    lines: tuple[str, ...]
    merged: bool = False
    numbered: bool = False

    @property
    def text(self) -> str:
        """The lines without what separates them: printed cells wrap anywhere."""
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows of cells."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        """How far its cells reach."""
        return max((cell.right for row in self.rows for cell in row), default=0)


Block = Paragraph | Table
