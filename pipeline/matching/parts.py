"""The parts of a measure: clerks put several obligations into one sentence, so each stretch is scored by itself too."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[;。!?,:\n]")
_SHORTEST = 4
_LONGEST_STRETCH = 3
_MOST_CLAUSES = 24


def stretches(text: str) -> list[str]:
    """List the stretches of one to three neighbouring clauses of a normalised text; the text itself if it has one.

    A text of k clauses has about 3k stretches. Beyond 24 clauses (no measure that a person wrote) the rest counts as
    one clause, which bounds the work for hostile input.
    """
    clauses = [c for c in (c.strip() for c in _BREAKS.split(text, maxsplit=_MOST_CLAUSES)) if len(c) > 1]
    found = {
        ",".join(clauses[i : i + n])
        for n in range(1, _LONGEST_STRETCH + 1)
        for i in range(len(clauses) - n + 1)
        if n < len(clauses)
    }
    return sorted(s for s in found if len(s) >= _SHORTEST) or [text]
