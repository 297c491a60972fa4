"""A plain text into which a document was flattened: cells parted by tabs or standing on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipeline.plan.official.annex_headings import SECTION
from pipeline.plan.official.blocks import Block, Cell, Paragraph, Table
from pipeline.plan.official.columns import read_heads
from pipeline.plan.official.unit_lists import looks_like_units
from pipeline.plan.official.wording import levelled

_WIDTH: Final = 1000
_MOST_HEADS: Final = 14
_ENDS_A_ROW: Final = re.compile(r"\n[ \f\u00a0]*(?:\n|$)[ \f\n\u00a0]*$|\n[ \f\u00a0]+$")
"""A blank line, or the mark of a page, after a cell ends its row."""
_NO: Final = re.compile(r"[(]?([0-9]{1,3})[)]?[.、]?")
_PAGE: Final = re.compile(r"[-—–―]\s*[0-9]{1,4}\s*[-—–―]")


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """Read a flattened text. What stands in no table is paragraphs, one for each line."""
    text = _PAGE.sub("", text.replace("\u3000", " "))
    if "\n\t" in text:
        return tuple(_of_pieces(text))
    return tuple(_of_lines(text.split("\n")))


def _of_pieces(text: str) -> Iterator[Block]:
    """Read cells that each begin with a tab on a line of its own; a blank line ends a row."""
    first, *pieces = text.split("\n\t")
    yield from map(Paragraph, first.split("\n"))
    rows: list[list[str]] = []
    row: list[str] = []
    for piece in pieces:
        cell, outside = _without_what_follows(piece)
        row.append(cell)
        if _ENDS_A_ROW.search(piece) or outside:
            rows.append(row)
            row = []
        if outside:
            yield from _tables(rows)
            rows = []
            yield from map(Paragraph, outside)
    yield from _tables([*rows, row] if row else rows)


def _without_what_follows(piece: str) -> tuple[str, list[str]]:
    """Part the last cell of a table from the paragraphs below it: a heading of an annex, and all after it."""
    lines = piece.split("\n")
    for place, line in enumerate(lines):
        if re.fullmatch(r"附件[1-9一二三四五六七八九]?(?:[:.、].*)?", levelled(line)) and place:
            return "\n".join(lines[:place]), lines[place:]
    return piece, []


def _of_lines(lines: Sequence[str]) -> Iterator[Block]:
    """Read rows of one line each (parted by tabs or |), or cells that each stand on a line of their own."""
    place = 0
    while place < len(lines):
        cells = _parted(lines[place])
        if len(cells) > 2 and read_heads(_row(cells)):
            rows: list[list[str]] = []
            while place < len(lines) and (len(cells := _parted(lines[place])) > 1 or not lines[place].strip()):
                if len(cells) > 1 and not re.fullmatch(r"[-:|\s]+", lines[place]):
                    rows.append(cells)
                place += 1
            yield from _tables(rows)
            continue
        heads = _heads_in_lines(lines, place)
        if heads:
            end, rows = _rows_in_lines(lines, place + len(heads), heads)
            yield Table(tuple(_row(cells, len(heads), 0) for cells in (heads, *rows)))
            place = end
            continue
        yield Paragraph(lines[place])
        place += 1


def _parted(line: str) -> list[str]:
    mark = "\t" if "\t" in line else "|" if "|" in line else "｜"
    cells = line.split(mark)
    if mark != "\t":
        cells = cells[1 if not cells[0].strip() else 0 : -1 if not cells[-1].strip() else None]
    return [cell.strip() for cell in cells]


def _heads_in_lines(lines: Sequence[str], place: int) -> list[str]:
    """Give the heads that stand on lines of their own from a line on; the first of them is the number's."""
    if not re.fullmatch(r"序号|编号", levelled(lines[place])):
        return []
    heads = [lines[place]]
    for line in lines[place + 1 : place + _MOST_HEADS]:
        if not line.strip() or _NO.fullmatch(levelled(line)):
            break
        heads.append(line)
    while len(heads) > 2 and not read_heads(_row(heads)):
        heads.pop()
    return heads if read_heads(_row(heads)) else []


def _rows_in_lines(lines: Sequence[str], place: int, heads: Sequence[str]) -> tuple[int, list[list[str]]]:
    """Read rows whose cells stand on lines of their own; each begins with the next number.

    Where each cell has its line, a blank one is a blank line. Where not, a row with fewer lines than heads lacks the
    cells that the print merged with those above: of the tasks, as a rule.
    """
    rows: list[list[str]] = []
    numbers: list[str] = []
    while place < len(lines):
        line = lines[place].strip()
        found = _NO.fullmatch(levelled(line))
        if found and int(found[1]) == len(numbers) + 1:
            numbers.append(line)
            rows.append([line])
        elif levelled(line) == levelled(heads[0]):
            place += len(heads) - 1
        elif rows and SECTION.fullmatch(levelled(line)) and _row_follows(lines, place, heads, len(numbers) + 1):
            # It names a part of the list, over the whole width.
            rows.append([line])
        elif re.match(r"附件|抄送", line) or not rows:
            break
        else:
            rows[-1].append(line)
        place += 1
    return place, [_fitted(row, len(heads)) for row in rows]


def _row_follows(lines: Sequence[str], place: int, heads: Sequence[str], number: int) -> bool:
    """Say whether below a line the heads are printed again, or the next numbered row."""
    below = next((levelled(line) for line in lines[place + 1 :] if line.strip()), "")
    found = _NO.fullmatch(below)
    return below == levelled(heads[0]) or bool(found and int(found[1]) == number)


def _fitted(row: list[str], width: int) -> list[str]:
    if len(row) == width:
        return row
    number, *lines = row
    if not _NO.fullmatch(levelled(number)):
        return [number]
    cells = [line for line in lines if line]
    while len(cells) > width - 1:
        # The longest two neighbours are one text that was broken; names of units stay apart from it.
        at = max(range(len(cells) - 1), key=lambda i: (_same_kind(cells[i], cells[i + 1]), len(cells[i])))
        cells[at : at + 2] = [cells[at] + ("、" if looks_like_units(cells[at]) else "") + cells[at + 1]]
    return [number, *[""] * (width - 1 - len(cells)), *cells]


def _same_kind(one: str, other: str) -> bool:
    return looks_like_units(one) == looks_like_units(other)


def _tables(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Make a table of rows of cells; the head over the tasks covers as many columns as the fullest row needs."""
    if not rows:
        return
    found: list[tuple[Cell, ...]] = []
    full = max(len(row) for row in rows)
    heads: Sequence[str] = ()
    for row in rows:
        if read_heads(_row(row)):
            heads = row
            found.append(_row(row, full, _widest(row)))
        else:
            widened = min(len(row) - 1, _widest(heads)) if len(heads) <= len(row) < full and heads else -1
            found.append(_row(row, full, widened))
    yield Table(tuple(found))


def _widest(heads: Sequence[str]) -> int:
    return next((i for i, head in enumerate(heads) if "任务" in head or "事项" in head), 1 if len(heads) > 1 else 0)


def _row(texts: Sequence[str], full: int = 0, widened: int = -1) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    left = 0
    more = max(0, full - len(texts))
    for i, text in enumerate(texts):
        right = left + _WIDTH * (1 + (more if i == widened else 0))
        cells.append(Cell(left, right, tuple(line.strip() for line in text.split("\n") if line.strip())))
        left = right
    if widened < 0:
        # A page break lost the blank cells at the end.
        cells += [Cell(left + i * _WIDTH, left + (i + 1) * _WIDTH, ()) for i in range(more)]
    return tuple(cells)
