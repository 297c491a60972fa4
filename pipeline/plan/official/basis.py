"""The clauses on which deviations rest: proposed for a new plan from what the plan before cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.judging.matching.text import normalise
from pipeline.model import Plan
from pipeline.plan.official.sections import Section
from pipeline.plan.official.wording import NUMERALS

_QUOTED: Final = re.compile(r"“([^“”]+)”")
_CITED: Final = re.compile(r"方案[一二三四五六七八九十]{1,3}")
_SENTENCE: Final = re.compile(r"[^。；！？]+[。；！？]?")
_ALIKE: Final = 72.0
_SHORTEST: Final = 5
"""Shorter quotations are names of columns and not of clauses."""


def propose_basis(
    before: Plan, sections: Sequence[Section], tasks: str, words: Mapping[str, str]
) -> dict[str, tuple[str, bool]]:
    """Propose the clause for each code, and say whether every quotation in it was found word by word.

    A quotation of the plan before is looked for in the body of the new one and in the texts of its ``tasks``; where
    it is worded otherwise there, the sentence most like it is cited, and where there is none, the plan's annexes are.
    ``words`` is how the new plan calls its parts.
    """
    renamed = {before.words[key]: words[key] for key in ("form", "led", "carried")}
    level = normalise(tasks)
    return {code: _cited(before.basis.get(code, ""), sections, level, renamed, words) for code in CATALOGUE}


def _cited(
    text: str, sections: Sequence[Section], tasks: str, renamed: Mapping[str, str], words: Mapping[str, str]
) -> tuple[str, bool]:
    parts: list[str] = []
    sure = bool(text)
    for piece in (_renamed(p, renamed) for p in text.split("；") if p):
        quotes = [q for q in _QUOTED.findall(piece) if len(q) >= _SHORTEST]
        if not _CITED.search(piece):
            known = all(normalise(quote) in tasks for quote in quotes)
            sure = sure and known
            parts += [piece] if known else []
            continue
        found = [_clause(quote, sections) for quote in quotes]
        if found and all(exact for _, _, exact in found):
            parts.append(_CITED.sub(f"方案{found[0][0]}", piece))
            continue
        sure = sure and not quotes
        parts += [f"方案{number}“{cited}”" for number, cited, _ in found if cited] or ([] if quotes else [piece])
    return "；".join(dict.fromkeys(parts)) or words["annexes"], sure


def _renamed(text: str, renamed: Mapping[str, str]) -> str:
    pattern = "|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True) if name) or r"(?!)"
    return re.sub(pattern, lambda found: renamed[found[0]], text)


def _clause(quote: str, sections: Sequence[Section]) -> tuple[str, str, bool]:
    """Find a quotation: the number of the part, what is to be cited of it ("" for nothing), whether word by word."""
    from rapidfuzz import fuzz

    wanted = normalise(quote)
    best: tuple[float, str, str] = (0.0, "", "")
    for section in sections:
        number = section.heading.split("、")[0] if section.heading[:1] in NUMERALS else str(section.number)
        if wanted in normalise(section.text):
            return number, quote, True
        for sentence in _SENTENCE.findall(section.text):
            score = fuzz.partial_ratio(wanted, normalise(sentence))
            best = max(best, (score, number, sentence.strip("。；！？")))
    score, number, cited = best
    return (number, cited, False) if score >= _ALIKE else ("", "", False)
