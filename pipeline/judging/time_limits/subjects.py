"""Which of several subjects a text speaks of (归属), told by the characters that one subject has and no other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.judging.time_limits.characters import plain_text
from pipeline.model.clauses import Clause, ClauseKind

DEFINITE: Final = frozenset(
    (ClauseKind.FIXED, ClauseKind.RECURRING, ClauseKind.RELATIVE, ClauseKind.MINIMUM_DURATION)
)
"""Kinds that ask for something definite: a date, a frequency, a number of days."""
_TIME: Final = re.compile(r"[\d０-９]+|个?工作[日天]|[之起内后前的于自应当在和与及或者予以年月日天周季度底末每]")
_STOPS: Final = re.compile(r"[，,；;。、\n]")


def best_subject(text: str, subjects: Sequence[str]) -> int | None:
    """Give the index of the subject that a text names, None where it names none or several alike.

    Pairs of characters tell first; where they tell nothing, single ones do (罚单 speaks of 行政处罚).
    """
    for size in (2, 1):
        grams = [_grams(s, size) for s in subjects]
        told = _grams(text, size)
        likeness = [
            len(told & own.difference(*(g for m, g in enumerate(grams) if m != n))) for n, own in enumerate(grams)
        ]
        best = max(likeness, default=0)
        if best:
            return likeness.index(best) if likeness.count(best) == 1 else None
    return None


def _grams(text: str, size: int) -> set[str]:
    parts = _TIME.sub(" ", plain_text(text).plain).split()
    return {part[n : n + size] for part in parts for n in range(len(part) - size + 1)}


def clauses_of(text: str, clauses: Sequence[Clause], subjects: Mapping[str, str]) -> dict[str, tuple[Clause, ...]]:
    """Hand out the clauses of one cell to the obligations that its entry fulfils together.

    A clause that names one of them (回头看6月底前，公文认定年底前) speaks of that one alone, as long as each of
    the others has a clause of its own or keeps one of the same kind; all other clauses speak of all.

    Args:
        text: the cell.
        clauses: what was read from it.
        subjects: what each obligation is about, by its id.
    """
    ids, texts = list(subjects), list(subjects.values())
    owners = [
        best_subject(_segment(text, c), texts) if c.kind in DEFINITE and len(ids) > 1 else None for c in clauses
    ]
    return {obligation: _share(clauses, owners, n) for n, obligation in enumerate(ids)}


def _share(clauses: Sequence[Clause], owners: Sequence[int | None], me: int) -> tuple[Clause, ...]:
    mine = [owner in (None, me) for owner in owners]
    if me in owners:
        return tuple(c for c, own in zip(clauses, mine, strict=True) if own)
    kept = {c.kind for c, own in zip(clauses, mine, strict=True) if own}
    return tuple(c for c, own in zip(clauses, mine, strict=True) if own or c.kind not in kept)


def _segment(text: str, clause: Clause) -> str:
    """A clause's text with what follows it: a date that opens its part of the cell stands alone in the clause."""
    end = text.find(clause.text) + len(clause.text)
    return clause.text + _STOPS.split(text[end:], maxsplit=1)[0]
