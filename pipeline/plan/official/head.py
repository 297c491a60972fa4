"""The head of the plan, read from its body text: title, document number, county, year, when ledgers are due."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.model import ClauseKind, Standpoint
from pipeline.plan.official.wording import half_width_figures, levelled, one_line

_TITLE_ENDS: Final = (
    r"(?:工作(?:实施)?方案|实施方案|(?:工作)?要点|工作(?:安排|计划|意见)|实施意见"
    r"|(?:重点)?(?:工作)?任务(?:分解|分工|清单|台账)?(?:表|方案)?)"
)
_TITLE: Final = re.compile(rf"[^，。；：“”《》]{{0,30}}政务公开[^，。；：“”《》]{{0,12}}{_TITLE_ENDS}")
_ISSUED: Final = re.compile(rf"关于印发《?([^，。；《》]{{0,30}}政务公开[^，。；《》]{{0,12}}{_TITLE_ENDS})》?的通知")
_NUMBER: Final = re.compile(r"([\u4e00-\u9fff]{2,12})[〔\[［【（(](20[0-9]{2})[〕\]］】）)]第?([0-9]{1,4})号")
_YEAR: Final = re.compile(r"(20[0-9]{2})年")
_SIGNED: Final = re.compile(
    r"(?:[^，。；：]{0,20}(?:政府|办公室|局|委员会|中心|小组))?(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日(?:印发)?"
)
"""A date below a letter, alone or behind who issues it."""
_COUNTY: Final = re.compile(r"(?:[\u4e00-\u9fff]{2,3}[省市])*([\u4e00-\u9fff]{1,6}?(?:县|市|区|旗))")
_ISSUER: Final = re.compile(_COUNTY.pattern + r"人民政府(?:办公室)?")
_REPORTED: Final = re.compile(r"前，?[^，。；]{0,30}?(?:报送|上报|提交|报)(?:至|给|到)?([^，。；（）]{2,20})")
_PHONE: Final = re.compile(r"(?:联系)?电话[:：]\s*([0-9][0-9\-－—]{5,17})")
_SENTENCE: Final = re.compile(r"[^。；！？]+[。；！？]?")
_LINES_OF_TITLE: Final = 4


@dataclass(frozen=True, slots=True)
class Head:
    """What the body says of the plan as a whole; "" or None where nothing was found."""

    title: str = ""
    document_number: str = ""
    county: str = ""
    year: int = 0
    issued: date | None = None
    ledgers_due: date | None = None
    due_sentence: str = ""
    collecting_unit: str = ""
    collecting_phone: str = ""


def head_of(paragraphs: Sequence[str]) -> Head:
    """Read the head from the paragraphs of the document, in their order."""
    lines = [one_line(text.split("\n")) for text in paragraphs]
    title = _title(lines)
    number, number_year = _document_number(lines)
    named = _YEAR.search(half_width_figures(title))
    year = int(named[1]) if named else number_year
    issued = _issued(lines, year)
    due, sentence = _due(lines, year, issued) if year else (None, "")
    phone = next((found[1] for line in lines if (found := _PHONE.search(half_width_figures(line)))), "")
    collecting = _REPORTED.search(sentence)
    return Head(
        title=title,
        document_number=number,
        county=_county(title, lines),
        year=year,
        issued=issued,
        ledgers_due=due,
        due_sentence=sentence,
        collecting_unit=collecting[1] if collecting else "",
        collecting_phone=phone,
    )


def _title(lines: Sequence[str]) -> str:
    """Give the line that is the plan's title, which may be printed over several lines, or what the letter issues."""
    filled = [line for line in lines if line]
    for count in range(1, _LINES_OF_TITLE + 1):
        for begin in range(len(filled) - count + 1):
            text = "".join(filled[begin : begin + count])
            if _TITLE.fullmatch(text) and "关于印发" not in text:
                return text
    for begin in range(len(filled)):
        if issued := _ISSUED.search("".join(filled[begin : begin + _LINES_OF_TITLE])):
            return issued[1]
    return ""


def _document_number(lines: Sequence[str]) -> tuple[str, int]:
    """Give the number that stands as a line of its own: those within sentences are of other documents."""
    for line in lines:
        if found := _NUMBER.fullmatch(levelled(line)):
            return f"{found[1]}〔{found[2]}〕{int(found[3])}号", int(found[2])
    return "", 0


def _county(title: str, lines: Sequence[str]) -> str:
    place = _YEAR.sub("", half_width_figures(title))
    if found := _COUNTY.match(place):
        return found[1]
    issued = next((found[1] for line in lines if (found := _ISSUER.match(line))), "")
    # A workbook or an extract may name the county nowhere but in the titles of its tables.
    return issued or next(
        (found[1] for line in lines if "政务公开" in line and (found := _COUNTY.match(_YEAR.sub("", line)))), ""
    )


def _issued(lines: Sequence[str], year: int) -> date | None:
    """Give the date below the letter, in the plan's year or the one before."""
    for line in lines:
        found = _SIGNED.fullmatch(half_width_figures(levelled(line)))
        if found and int(found[1]) in (year - 1, year):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                continue
    return None


def _due(lines: Sequence[str], year: int, issued: date | None) -> tuple[date | None, str]:
    """Find the sentence that says by when the ledgers are reported."""
    from pipeline.judging.time_limits.limits import read_time_limit

    day = issued or date(year, 1, 1)
    for line in lines:
        for sentence in _SENTENCE.findall(line):
            reported = _REPORTED.search(sentence)
            if "台账" not in sentence or not reported:
                continue
            # What follows may speak of other times (实行动态管理).
            limit = read_time_limit(sentence[: reported.end()], Standpoint(year, day, day), prose=True)
            dates = [c.due for c in limit.clauses if c.kind is ClauseKind.FIXED and c.due is not None]
            if dates:
                return dates[0], sentence.strip("。；")
    return None, ""
