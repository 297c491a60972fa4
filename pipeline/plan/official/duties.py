"""The duties of the body text: those known from the plan before, and sentences that lay down something new."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import BodyDuty, Plan
from pipeline.plan.official.sections import Section
from pipeline.plan.official.years import Years

_GENERAL: Final = re.compile(r"总体要求|指导思想|总体思路")
_SENTENCE: Final = re.compile(r"[^。；！？]+[。；！？]?")
_LAYS_DOWN: Final = re.compile(
    r"(?<![重主纲需必简])要(?![求点闻素件])|应(?![急用对])|须|不少于|至少|不得|鼓励|年内|月底前|日前"
    r"|^(?:进一步|继续|加大|加强|完善|优化|推进|健全|落实|配齐|严格|合理|做好|强化|建立|开展|提升|统筹|将|对)"
)
_MEASURABLE: Final = re.compile(r"年内|月|每年|每季|不少于|至少|年度")
_WHO: Final = re.compile(
    r"^((?:各级)?各(?:级|部门|单位)[^，。要应将]{0,20}?|县[^，。要应将]{2,14}?)(?:要|应|将|负责|年内|每年)"
)
_FEWEST_LETTERS: Final = 12
_ALIKE: Final = 88.0


@dataclass(frozen=True, slots=True)
class FoundDuty:
    """A duty of the new plan; ``before`` is the id that it had in the plan before, "" for a new one."""

    duty: BodyDuty
    before: str


def find_duties(
    sections: Sequence[Section],
    before: Plan,
    year: int,
    ids: Mapping[str, str],
    requirements: Mapping[str, str],
) -> tuple[FoundDuty, ...]:
    """List the duties of the body of the plan of ``year`` in its order; ``before`` is the plan before it.

    ``ids`` maps tasks of the plan before to those of the new one, ``requirements`` are the new tasks by id: a duty
    that an annex states as well says so in ``same_as``.
    """
    years = Years(before.year, year)
    known = [(duty, years.printed_again(duty.text)) for duty in before.duties]
    found: list[FoundDuty] = []
    for section in sections:
        pieces = _pieces(section, known)
        for number, (text, old) in enumerate(pieces, 1):
            same = old.same_as if old else ""
            found.append(
                FoundDuty(
                    BodyDuty(
                        id=f"B{section.number}-{number}",
                        section=section.heading,
                        text=text,
                        who=old.who if old else _who(text),
                        same_as=ids.get(same, "") or (_same_as(text, requirements) if same or not old else ""),
                        could_stand_in_a_ledger=old.could_stand_in_a_ledger
                        if old
                        else bool(_MEASURABLE.search(text)),
                    ),
                    old.id if old else "",
                )
            )
    return tuple(found)


def _pieces(section: Section, known: Sequence[tuple[BodyDuty, re.Pattern[str]]]) -> list[tuple[str, BodyDuty | None]]:
    """Take the known duties out of a part's text, then what the sentences left over lay down."""
    text = section.text
    taken: list[tuple[int, int, BodyDuty]] = []
    for duty, printed in known:
        found = printed.search(text)
        if found and not any(found.start() < end and begin < found.end() for begin, end, _ in taken):
            taken.append((*found.span(), duty))
    pieces: list[tuple[int, str, BodyDuty | None]] = [(begin, text[begin:end], duty) for begin, end, duty in taken]
    if not _GENERAL.search(section.heading):
        at = 0
        for begin, end, _ in [*sorted(taken, key=lambda t: t[0]), (len(text), len(text), None)]:
            pieces += ((at + p, sentence, None) for p, sentence in _sentences(text[at:begin]))
            at = end
    return [(piece, duty) for _, piece, duty in sorted(pieces, key=lambda p: p[0])]


def _sentences(text: str) -> list[tuple[int, str]]:
    return [
        (found.start(), found[0])
        for found in _SENTENCE.finditer(text)
        if sum(map(str.isalpha, found[0])) >= _FEWEST_LETTERS and _LAYS_DOWN.search(found[0])
    ]


def _who(text: str) -> str:
    found = _WHO.match(text)
    return found[1] if found else ""


def _same_as(text: str, requirements: Mapping[str, str]) -> str:
    from rapidfuzz import fuzz

    level = normalise(text)
    alike = [(fuzz.ratio(level, normalise(other)), id) for id, other in requirements.items()]
    best, id = max(alike, default=(0.0, ""))
    return id if best >= _ALIKE else ""
