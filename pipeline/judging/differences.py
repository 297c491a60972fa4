"""Two versions of a ledger held against each other, row by row, wherever the rows stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import zip_longest
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Clause, Difference, Entry, EntryMatch, Field, Ledger
from pipeline.model.difference import ChangedRow, VersionRow

_COMPARED: Final = (Field.TASK, Field.MEASURE, Field.TIME_LIMIT, Field.LEADER, Field.SECTION)
"""A number (序号) moves with the rows above it and says nothing of its own."""
_ALIKE: Final = 75.0
"""From which likeness (0 to 100) on two measures are one that was reworded, whatever they stand under."""
_ALIKE_IN_PLACE: Final = 50.0
"""The same where both stand under one task or serve one obligation."""
_MOST_PAIRS: Final = 250_000
"""Beyond so many pairs of rows (500 that are gone, 500 that are new) a ledger is written anew, not reworded."""

_Pair = tuple[int, int]


def rows_of(
    ledger: Ledger | None, matches: Sequence[EntryMatch] = (), clauses: Sequence[Sequence[Clause]] = ()
) -> tuple[VersionRow, ...]:
    """Give the rows of a version with what was found out about them; ``matches`` and ``clauses`` run parallel."""
    entries = ledger.entries if ledger is not None else ()
    return tuple(
        _row(entry, match or EntryMatch(), limits or ())
        for entry, match, limits, _ in zip_longest(entries, matches[: len(entries)], clauses[: len(entries)], ())
    )


def _row(entry: Entry, match: EntryMatch, clauses: Sequence[Clause]) -> VersionRow:
    days = [c.deadline for c in clauses if c.deadline is not None]
    return VersionRow(entry, frozenset(m.obligation for m in match.certain), max(days, default=None))


def differences(before: Sequence[VersionRow], after: Sequence[VersionRow]) -> Difference:
    """Say what turns one version into the other.

    Rows that say the same are one, wherever they stand; then those with the same task and measure, the same measure,
    a measure that reads alike (the most alike first), and what alone is left of one task, or for one obligation, on
    either side. All is in the order of the newer version's rows; held the other way round, it gives the inverse, in
    the order of the other's.
    """
    pairs: list[_Pair] = []
    left, right = list(range(len(before))), list(range(len(after)))
    for key in (_everything, _task_and_measure, _measure):
        pairs += _same(before, after, left, right, key)
        left, right = _without(left, pairs, 0), _without(right, pairs, 1)
    pairs += _reworded(before, after, left, right)
    left, right = _without(left, pairs, 0), _without(right, pairs, 1)
    for key in (_task, _obligations):
        pairs += _same(before, after, left, right, key, alone=True)
        left, right = _without(left, pairs, 0), _without(right, pairs, 1)
    pairs.sort(key=lambda pair: pair[1])
    both = [ChangedRow(before[i], after[j], _differing(before[i].entry, after[j].entry)) for i, j in pairs]
    return Difference(
        added=tuple(after[j] for j in right),
        dropped=tuple(before[i] for i in left),
        changed=tuple(one for one in both if one.fields),
        same=sum(not one.fields for one in both),
    )


def _said(entry: Entry, field: Field) -> str:
    return normalise(entry.value(field).text)


def _differing(before: Entry, after: Entry) -> tuple[Field, ...]:
    return tuple(field for field in _COMPARED if _said(before, field) != _said(after, field))


def _everything(row: VersionRow) -> Hashable:
    return tuple(_said(row.entry, field) for field in _COMPARED)


def _task_and_measure(row: VersionRow) -> Hashable:
    return _said(row.entry, Field.TASK), _said(row.entry, Field.MEASURE)


def _measure(row: VersionRow) -> Hashable:
    return _said(row.entry, Field.MEASURE) or None


def _task(row: VersionRow) -> Hashable:
    return _said(row.entry, Field.TASK) or None


def _obligations(row: VersionRow) -> Hashable:
    return row.obligations or None


def _without(places: Sequence[int], pairs: Sequence[_Pair], side: int) -> list[int]:
    taken = {pair[side] for pair in pairs}
    return [place for place in places if place not in taken]


def _grouped(
    rows: Sequence[VersionRow], places: Sequence[int], key: Callable[[VersionRow], Hashable]
) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place in places:
        if (name := key(rows[place])) is not None:
            groups[name].append(place)
    return groups


def _same(
    before: Sequence[VersionRow],
    after: Sequence[VersionRow],
    left: Sequence[int],
    right: Sequence[int],
    key: Callable[[VersionRow], Hashable],
    *,
    alone: bool = False,
) -> list[_Pair]:
    """Pair what has the same key, the first with the first; ``alone`` only what is the only one on either side."""
    others = _grouped(after, right, key)
    return [
        pair
        for name, places in _grouped(before, left, key).items()
        if not alone or len(places) == len(others.get(name, ())) == 1
        for pair in zip(places, others.get(name, ()), strict=False)
    ]


def _reworded(
    before: Sequence[VersionRow], after: Sequence[VersionRow], left: Sequence[int], right: Sequence[int]
) -> list[_Pair]:
    """Pair measures that read alike, the most alike first."""
    if not left or not right or len(left) * len(right) > _MOST_PAIRS:
        return []
    from rapidfuzz.fuzz import ratio

    old, new = (
        [_said(rows[p].entry, Field.MEASURE) for p in places] for rows, places in ((before, left), (after, right))
    )
    scored = [
        (score, i, j)
        for i, text in zip(left, old, strict=True)
        if text
        for j, other in zip(right, new, strict=True)
        if (score := ratio(text, other, score_cutoff=_ALIKE_IN_PLACE))
        and (score >= _ALIKE or _in_one_place(before[i], after[j]))
    ]
    pairs: list[_Pair] = []
    taken: tuple[set[int], set[int]] = set(), set()
    # Two pairs that are equal in all of this share no row, so that it does not matter which is the older version.
    for _, i, j in sorted(scored, key=lambda s: (-s[0], s[1] + s[2], abs(s[1] - s[2]))):
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return pairs


def _in_one_place(one: VersionRow, other: VersionRow) -> bool:
    if not one.obligations.isdisjoint(other.obligations):
        return True
    return _task(one) is not None and _task(one) == _task(other)
