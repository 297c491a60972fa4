"""What stands between the tables of a document: the numbers and titles of annexes, and the parts of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from pipeline.plan.official.wording import NUMERALS, levelled, numeral

_ANNEX_LINE: Final = re.compile(
    r"附件([1-9]|[一二三四五六七八九])?(?:[:.、-](.{0,60})|(.{2,60}(?:表|清单|台账|分工|目录)(?:\(.{1,6}\))?))?"
)
_TITLE: Final = re.compile(r".{4,60}(?:表|清单|台账|分工|目录|要点|任务)(?:\(.{1,8}\))?")
PAGE_NUMBER: Final = re.compile(r"[-—–―·.]*[0-9]{1,4}[-—–―·.]*|第[0-9]+页(?:[,，]?共[0-9]+页)?")
SECTION: Final = re.compile(rf"(?:[(][{NUMERALS}]{{1,3}}[)]|[{NUMERALS}]{{1,3}}、)[^。；:]{{2,30}}")
LONGEST_SECTION: Final = 40
_LINES_OF_TITLE: Final = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """The words above a table: the number of the annex (0: none is printed) and its title."""

    number: int = 0
    title: str = ""


@dataclass
class Words:
    """The paragraphs that stand between the tables."""

    heading: Heading | None = None
    lines: list[str] = field(default_factory=list)
    fresh: bool = False
    """Whether a heading of an annex has come since the last table."""

    def take(self, text: str) -> None:
        """Take up the next paragraph."""
        level = levelled(text)
        if not level or PAGE_NUMBER.fullmatch(level):
            return
        found = _ANNEX_LINE.fullmatch(level)
        if found and (found[1] or found[2] or found[3] or level == "附件"):
            number = int(found[1]) if found[1] and found[1].isascii() else numeral(found[1] or "")
            self.heading, self.fresh, self.lines = Heading(number, found[2] or found[3] or ""), True, []
        else:
            self.lines = [*self.lines, level][-_LINES_OF_TITLE:]

    def section(self) -> str:
        """Take out the line above a table that names a part of the list ((一)经济领域), "" where there is none."""
        return self.lines.pop() if self.lines and SECTION.fullmatch(self.lines[-1]) else ""

    def above(self) -> Heading:
        """Give what stands above the table that comes now, and begin anew below it."""
        heading, lines = self.heading or Heading(), self.lines
        self.fresh, self.lines = False, []
        title = heading.title
        if not title and lines and len("".join(lines)) <= 2 * LONGEST_SECTION and "。" not in "".join(lines):
            title = "".join(lines)
        elif not title and lines and _TITLE.fullmatch(lines[-1]):
            title = lines[-1]
        self.heading = Heading(heading.number, title) if heading.number else None
        return Heading(heading.number, title)
