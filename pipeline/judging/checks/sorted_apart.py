"""Whether only some columns of a ledger were sorted: measures that stand beside the tasks of others."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pipeline.judging.matching.text import letter_pairs
from pipeline.model import Entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEAST_TASKS: Final = 4
_LEAST_ROWS: Final = 6
"""Below these numbers what fits whom is chance."""
_TELLS: Final = 2.0
"""How much a measure must have in common with some task for it to say anything (in rare pairs of characters)."""
_ROWS_ASKED: Final = 500
"""Measures, evenly spaced, that are held against all tasks: in a longer ledger the rest says nothing new."""
_NEARLY: Final = 0.7
_CLEARLY: Final = (2.0, 1.5)
# Over 73 labelled and demo ledgers own tasks fit 0.19 of the measures at least, after shuffling 0.32 at most.
_MOST_OWN: Final = 0.18
_LEAST_OTHERS: Final = 0.65
_MOST_OWN_IN_ORDER: Final = 0.35
_LEAST_OTHERS_IN_ORDER: Final = 0.5
_IN_ORDER: Final = 0.85


def first_apart(entries: Sequence[Entry]) -> tuple[Entry, Entry] | None:
    """Give a measure's entry and the one whose task it fits, where most measures stand beside another's task."""
    rows = [e for e in entries if e.task.text.strip() and e.measure.text.strip()]
    tasks = {e.task.text: e for e in reversed(rows)}
    if len(tasks) < _LEAST_TASKS or len(rows) < _LEAST_ROWS:
        return None
    fits_of = _fits(list(tasks))
    firsts = list(tasks.values())
    place = {task: at for at, task in enumerate(tasks)}
    telling = own = 0
    apart: list[tuple[Entry, Entry]] = []
    for row in rows[:: -(-len(rows) // _ROWS_ASKED)]:
        fits = fits_of(row.measure.text)
        best, beside = int(fits.argmax()), fits[place[row.task.text]]
        if fits[best] < _TELLS:
            continue
        telling += 1
        own += int(beside >= _NEARLY * fits[best])
        if fits[best] >= _CLEARLY[0] * beside + _CLEARLY[1]:
            apart.append((row, firsts[best]))
    if telling < _LEAST_ROWS:
        return None
    in_order = _is_in_order([e.measure.text for e in rows]) or _is_in_order([e.task.text for e in rows])
    most = _MOST_OWN_IN_ORDER if in_order else _MOST_OWN
    least = _LEAST_OTHERS_IN_ORDER if in_order else _LEAST_OTHERS
    return apart[0] if own <= most * telling and len(apart) >= least * telling else None


def _fits(tasks: Sequence[str]) -> Callable[[str], NDArray[np.float64]]:
    """Give what says how much a measure has in common with each of the tasks, in rare pairs of characters.

    All tasks are weighed at once: with each of some thousand measures held against each of as many tasks, one by one,
    a ledger would outlast its limits.
    """
    import numpy as np

    bearers: defaultdict[str, list[int]] = defaultdict(list)
    for at, task in enumerate(tasks):
        for pair in letter_pairs(task):
            bearers[pair].append(at)
    weighed = {pair: (np.array(those), math.log((len(tasks) + 1) / len(those))) for pair, those in bearers.items()}

    def fits(measure: str) -> NDArray[np.float64]:
        found = np.zeros(len(tasks))
        for pair in letter_pairs(measure) & weighed.keys():
            those, weight = weighed[pair]
            found[those] += weight
        return found

    return fits


def _is_in_order(texts: Sequence[str]) -> bool:
    """Say whether texts stand as a spreadsheet sorts them: by pinyin, which GBK follows, or by code, up or down."""
    for key in (str.encode, lambda text: text.encode("gb18030")):
        keys = [key(text) for text in texts]
        steps = [(b > a) - (b < a) for a, b in pairwise(keys) if a != b]
        if steps and abs(sum(steps)) >= (2 * _IN_ORDER - 1) * len(steps):
            return True
    return False
