"""What a measure that does nothing, or refuses, stands for: its words say nothing of the work, its task does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from pipeline.judging.substance.judge import bare_name
from pipeline.model import Entry, EntryMatch, Ledger, Match, Plan, Substance, Value

_IDLE: Final = frozenset({Substance.HOLLOW, Substance.REFUSAL})
_OF_A_LABEL: Final = 0.5
"""How sure it is that a refusal under the name of several obligations (小类) speaks of each of them."""


def with_meant(
    plan: Plan, ledger: Ledger, matches: Sequence[EntryMatch], ask: Callable[[Ledger], Sequence[EntryMatch]]
) -> tuple[EntryMatch, ...]:
    """Give the matches, each idle measure's with the obligations that its task stands for.

    ``matches`` run parallel to ``ledger.entries``; ``ask`` matches the entries of a ledger. Where the task is the
    plan's own name for several obligations, a refusal speaks of all of them that nothing else fulfils.
    """
    found = list(matches)
    named = by_label(plan)
    asked: list[int] = []
    for index, (entry, match) in enumerate(zip(ledger.entries, matches, strict=True)):
        if match.substance not in _IDLE or not entry.task.text.strip():
            continue
        of_name = named.get(bare_name(entry.task.text), ()) if match.substance is Substance.REFUSAL else ()
        if of_name:
            known = {m.obligation for m in match.meant}
            more = tuple(Match(o, _OF_A_LABEL) for o in of_name if o not in known)
            found[index] = replace(match, meant=(*match.meant, *more))
        else:
            asked.append(index)
    if asked:
        tasks = replace(ledger, entries=tuple(_task_alone(ledger.entries[i]) for i in asked))
        for index, of_task in zip(asked, ask(tasks), strict=True):
            # Whom a refusal names (由县大数据中心负责) says nothing of the work: the task comes first.
            said = of_task.certain or of_task.doubtful[:1]
            found[index] = replace(found[index], meant=said or found[index].meant)
    return tuple(found)


def _task_alone(entry: Entry) -> Entry:
    return replace(entry, measure=Value("", entry.measure.cell))


def by_label(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Give the obligations of each of the plan's names that stand over several."""
    named: dict[str, list[str]] = {}
    for obligation in plan.obligations:
        named.setdefault(bare_name(obligation.label), []).append(obligation.id)
    return {name: tuple(ids) for name, ids in named.items() if name and len(ids) > 1}
