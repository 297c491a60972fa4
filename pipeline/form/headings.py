"""What the headings of a table mean: by the names that the form's description lists, and how sure each is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Field, LedgerForm
from pipeline.plan.form_columns import bare_heading

USUAL: Final = 0.9
LIKELY: Final = 0.6
WEAK: Final = 0.3
MAX_HEADING: Final = 16
"""Longer texts (in characters) are no headings."""
_LONGEST_COMPOUND: Final = 12


class Headings:
    """The headings that a form's columns may stand under."""

    def __init__(self, form: LedgerForm) -> None:
        """Take the form; its names are sorted into one table."""
        self.form = form
        self._names: dict[str, dict[str, float]] = {}
        for column in form.columns:
            for name, sureness in column.names:
                self._names.setdefault(name, {}).setdefault(column.key, sureness)
        self._parts = [(c.key, re.compile(c.parts)) for c in form.columns if c.parts]
        # Every name ends in one of these characters; most cells hold none of them and need no closer look.
        self._last = re.compile(f"[{''.join(sorted({re.escape(name[-1]) for name in self._names}))}OＯｏ]")
        self._own = {c.key: (_pattern(c.prefers), _pattern(c.yields)) for c in form.columns}
        self._further = {c.key: c.heading for c in form.columns if c.field is None}
        self._known: dict[str, tuple[tuple[str, float], ...]] = {}

    def fields(self, text: str) -> tuple[tuple[Field, float], ...]:
        """Say which fields a text may name, each with how sure that is (0 to 1); empty where it names none.

        Spaces, line breaks and bracketed remarks inside the heading do not matter (``时 限\\n要求（必填）``).
        """
        return tuple((Field(key), sureness) for key, sureness in self._meant(text) if key not in self._further)

    def further(self, text: str) -> str:
        """Give the form's own heading where a text names one of its further columns, else ""."""
        return next((self._further[key] for key, _ in self._meant(text) if key in self._further), "")

    def is_heading(self, text: str) -> bool:
        """Say whether a text may head a column of the form."""
        return bool(self._meant(text))

    def ownness(self, field: Field, text: str) -> int:
        """Say how far a heading names the unit's own column: 1 (本单位完成时限, 时限（本单位）), 0, -1 (方案时限)."""
        prefers, yields = self._own[field]
        level = "".join(normalise(text).split())
        return bool(prefers.search(level)) - bool(yields.search(level))

    def joins_task(self, text: str) -> bool:
        """Say whether a column under this heading is read as part of the task where that is but a heading."""
        return bare_heading(text) in self.form.of(Field.TASK).joins

    def _meant(self, text: str) -> tuple[tuple[str, float], ...]:
        if len(text) > 3 * MAX_HEADING or not self._last.search(text):
            return ()
        if text not in self._known:
            self._known[text] = self._look_up(bare_heading(text))
        return self._known[text]

    def _look_up(self, bare: str) -> tuple[tuple[str, float], ...]:
        if not bare or len(bare) > MAX_HEADING:
            return ()
        if bare in self._names:
            return tuple(self._names[bare].items())
        if len(bare) > _LONGEST_COMPOUND:
            return ()
        return tuple((key, LIKELY - 0.1) for key, part in self._parts if part.search(bare))[:1]


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words or r"(?!)")


@lru_cache(maxsize=16)
def headings_of(form: LedgerForm) -> Headings:
    """Give the headings of a form; they are sorted once for each form."""
    return Headings(form)
