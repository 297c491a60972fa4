"""Measures that stand beside the tasks of other rows, a few cells of one column having been moved or sorted alone."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from pipeline.judging.matching.text import letter_pairs, normalise
from pipeline.judging.substance.judge import bare_name
from pipeline.judging.substance.meant import by_label
from pipeline.judging.time_limits.judge import Offer, judge_obligation
from pipeline.judging.time_limits.limits import TimeLimit, read_time_limit
from pipeline.model import Entry, EntryMatch, Ledger, Match, Misplaced, Plan, Standpoint, Value

Ask = Callable[[Ledger], Sequence[EntryMatch]]
"""Matches the entries of a ledger."""
_CLEARLY: Final = (2.0, 1.5)
"""By how much a task must have more in common with one obligation than with another (in rare pairs of characters)."""
_SURE: Final = 0.85
"""How sure the matcher has to be of a measure or a task alone."""
_MOST_ROWS: Final = 1000
"""In a longer ledger rows that were moved one by one are not looked for: only whole columns that were sorted."""
_MOST_APART: Final = 0.5
"""From which share of the rows on the whole sheet was sorted apart, which is another matter."""
_RUN: Final = 2
"""From how many rows below each other on that all hold the measure of their neighbour it is no chance."""
_BLANK: Final = Value("", "")
_NONE: Final[frozenset[str]] = frozenset()
_READ: Final = "本次已按应在的行读取和校验，表中仍请改回"


def beside_their_tasks(
    plan: Plan, ledger: Ledger, matches: Sequence[EntryMatch], ask: Ask, headings: tuple[str, str], here: Standpoint
) -> Ledger:
    """Give the ledger with measures back beside their tasks, where some rows hold those of one another; said once.

    ``matches`` run parallel to ``ledger.entries``; ``headings`` are those of task and measure. Two rows at least must
    have changed places, and the matcher be sure of each of their tasks and of each of their measures alone. The time
    limit stays where it is: where it suits the measure better, the tasks have moved, and the rows are only told of.
    """
    entries = ledger.entries
    if not 1 < len(entries) <= _MOST_ROWS or not _is_suspect(plan, entries, matches):
        return ledger
    told = [i for i, e in enumerate(entries) if _tells(e)]
    tasks = ask(replace(ledger, entries=tuple(replace(entries[i], measure=_BLANK) for i in told)))
    spoken = [i for i, e in enumerate(entries) if _speaks(e)]
    measures = ask(replace(ledger, entries=tuple(replace(entries[i], task=_BLANK, heading="") for i in spoken)))
    named = by_label(plan)
    asked = {
        # Tasks may be no more than the plan's names for several obligations.
        i: frozenset(named.get(bare_name(entries[i].task.text), ())) | _sure(*m.certain, *m.doubtful)
        for i, m in zip(told, tasks, strict=True)
    }
    done = {i: _sure(*m.certain) for i, m in zip(spoken, measures, strict=True)}
    apart = [i for i in told if asked[i] and done[i] and not asked[i] & done[i]]
    moved = _exchanged(entries, apart, asked, done)
    if len(moved) < len(apart) and len(apart) > _MOST_APART * len(entries):
        return ledger
    if not moved:
        run = _slid(entries, apart, asked, done)
        said = _said_of_run(entries, run, headings, asked, done) if run else None
        return (
            replace(ledger, misplaced=(*ledger.misplaced, said)) if said and said not in ledger.misplaced else ledger
        )
    suits = [sum(_suits(plan, entries[i], of[i], here) for i in moved) for of in (asked, done)]
    certain = suits[0] >= suits[1]
    said = _said(entries, moved, headings, certain=certain)
    if said in ledger.misplaced:
        return ledger  # one that is on record and judged once more
    if certain:
        home = {to: entries[at].measure for at, to in moved.items()}
        entries = tuple(replace(e, measure=home[i]) if i in home else e for i, e in enumerate(entries))
    return replace(ledger, entries=entries, misplaced=(*ledger.misplaced, said))


def _is_suspect(plan: Plan, entries: Sequence[Entry], matches: Sequence[EntryMatch]) -> bool:
    """Say whether some task speaks of another obligation than those that its row is taken to fulfil.

    A quick look at pairs of characters: only where it finds something is the matcher asked again. A task that several
    rows share, as a section's name, is passed over: of these nobody knows which one a measure comes from.
    """
    alone = _alone(entries)
    weights = _weights(tuple((o.id, f"{o.label}。{o.requirement}") for o in plan.obligations))
    for entry, match in zip(entries, matches, strict=True):
        held = [m.obligation for m in (*match.certain, *match.doubtful) if m.obligation in plan.by_id]
        if not held or not _tells(entry) or normalise(entry.task.text) not in alone:
            continue
        fits: defaultdict[str, float] = defaultdict(float)
        for pair in letter_pairs(entry.task.text):
            those, weight = weights.get(pair, ((), 0.0))
            for obligation in those:
                fits[obligation] += weight
        best = max(fits.values(), default=0.0)
        if any(best >= _CLEARLY[0] * fits[o] + _CLEARLY[1] for o in held):
            return True
    return False


@lru_cache(maxsize=4)
def _weights(texts: tuple[tuple[str, str], ...]) -> Mapping[str, tuple[Sequence[str], float]]:
    """Give each pair of characters with the obligations in whose words it stands, and how much it says of them."""
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for obligation, text in texts:
        for pair in letter_pairs(text):
            bearers[pair].append(obligation)
    return {pair: (those, math.log((len(texts) + 1) / len(those))) for pair, those in bearers.items()}


def _alone(entries: Sequence[Entry]) -> frozenset[str]:
    """Give the tasks, normalised, that stand in one row only."""
    return frozenset(task for task, rows in Counter(normalise(e.task.text) for e in entries).items() if rows == 1)


def _tells(entry: Entry) -> bool:
    """Say whether a row has a task, and a measure of its own."""
    return _speaks(entry) and entry.task.fault is None and bool(entry.task.text.strip())


def _speaks(entry: Entry) -> bool:
    """Say whether a row has a measure of its own."""
    measure = entry.measure
    return not measure.inherited and measure.fault is None and bool(measure.text.strip())


def _sure(*matches: Match) -> frozenset[str]:
    return frozenset(m.obligation for m in matches if m.score >= _SURE)


def _exchanged(
    entries: Sequence[Entry],
    apart: Sequence[int],
    asked: Mapping[int, frozenset[str]],
    done: Mapping[int, frozenset[str]],
) -> dict[int, int]:
    """Say from which row to which the measures belong that have changed places among themselves."""
    to: dict[int, int] = {}
    once = _alone(entries)
    alone = [j for j in apart if normalise(entries[j].task.text) in once]
    for i in alone:
        homes = [j for j in alone if j != i and entries[j].sheet == entries[i].sheet and done[i] & asked[j]]
        if len(homes) == 1:
            to[i] = homes[0]
    moved: dict[int, int] = {}
    for start in to:
        ring, at = [start], to[start]
        while at in to and at not in ring:
            ring.append(at)
            at = to[at]
        if at == start:
            moved |= {i: to[i] for i in ring}
    return dict(sorted(moved.items()))


def _slid(
    entries: Sequence[Entry],
    apart: Sequence[int],
    asked: Mapping[int, frozenset[str]],
    done: Mapping[int, frozenset[str]],
) -> dict[int, int]:
    """Say of the longest run of rows of which each holds the measure of the one above, or below, which holds whose.

    Unlike an exchange such a run has an end whose own measure was written over.
    """
    once = _alone(entries)
    runs: list[dict[int, int]] = []
    for step in (1, -1):
        run: dict[int, int] = {}
        for i in apart:
            home = i - step
            fits = home in asked and done[i] & asked[home] and entries[home].sheet == entries[i].sheet
            if not fits or normalise(entries[home].task.text) not in once:
                continue
            if run and i - 1 not in run:
                runs.append(run)
                run = {}
            run[i] = home
        runs.append(run)
    longest = max(runs, key=len)
    return longest if len(longest) >= _RUN else {}


def _said_of_run(
    entries: Sequence[Entry],
    run: Mapping[int, int],
    headings: tuple[str, str],
    asked: Mapping[int, frozenset[str]],
    done: Mapping[int, frozenset[str]],
) -> Misplaced:
    task, measure = headings
    rows = [entries[i] for i in run]
    belongs = "、".join(f"第{entries[i].row}行的举措与第{entries[j].row}行的任务相符" for i, j in run.items())
    what = f"第{rows[0].row}—{rows[-1].row}行的“{measure}”与“{task}”错了行（{belongs}）"
    holder = {home: at for at, home in run.items()}
    (out,) = (i for i, home in run.items() if home not in run)
    order = [out]  # each cell is free when the next is moved there
    while order[-1] in holder:
        order.append(holder[order[-1]])
    homes = "、".join(f"{entries[i].measure.cell}的移到{entries[run[i]].measure.cell}" for i in order[1:])
    at, to, own = entries[out].measure.cell, entries[run[out]].measure.cell, entries[order[-1]].measure.cell
    wanted = asked[order[-1]]
    # A row whose own task asks for the same holds what is its own.
    elsewhere = [i for i in done if i not in run and done[i] & wanted and not asked.get(i, _NONE) & done[i]]
    lost = (
        "、".join(entries[i].measure.cell for i in elsewhere) + f"的举措与{own}所在行的任务相符，请核对后移回，"
        "其余各行也请一并核对"
        if elsewhere
        else f"未找到{own}原来的举措，请核对；确已被覆盖的，请按该行任务重新填写"
    )
    remedy = (
        f"请把各行的“{measure}”移回所属任务的行：{at}的属于{to}（{to}已有该项举措的，无需再移）、{homes}；"
        f"{lost}；时限、领导和科室不动。"
    )
    return Misplaced(
        rows[0].sheet,
        rows[0].measure.cell,
        what,
        False,
        remedy,
        len(run),
        "",
        tuple(e.measure.cell for e in rows[1:]),
    )


def _suits(plan: Plan, entry: Entry, obligations: frozenset[str], here: Standpoint) -> bool:
    offer = Offer(read_time_limit(entry.time_limit.text, here), TimeLimit(""), blank=False)
    return any(not judge_obligation(plan.by_id[o].clauses, [offer], here) for o in obligations if o in plan.by_id)


def _said(
    entries: Sequence[Entry], moved: Mapping[int, int], headings: tuple[str, str], *, certain: bool
) -> Misplaced:
    task, measure = headings
    rows = "、".join(str(entries[i].row) for i in moved)
    belongs = "、".join(f"第{entries[i].row}行的举措与第{entries[j].row}行的任务相符" for i, j in moved.items())
    what = f"第{rows}行的“{measure}”与“{task}”错了行（{belongs}）"
    cells = [(entries[i].measure.cell, entries[j].measure.cell) for i, j in moved.items()]
    homes = "、".join(f"{at}的移到{to}" for at, to in cells)
    remedy = (
        f"请把各行的“{measure}”移回所属任务的行：{homes}；时限、领导和科室不动。"
        if certain
        else f"请核对后使任务与举措回到同一行（时限、领导和科室随所属的任务）：各行“{measure}”应为{homes}。"
    )
    first = entries[next(iter(moved))]
    beside = tuple(at for at, _ in cells if at != first.measure.cell)
    return Misplaced(first.sheet, first.measure.cell, what, certain, remedy, len(moved), _READ, beside)
