"""What a measure that does nothing, or refuses, stands for: its words say nothing of the work, its task does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from pipeline.judging.substance.judge import bare_name
from pipeline.model import Entry, EntryMatch, Ledger, Match, Plan, Substance, Value

_IDLE: Final = frozenset({Substance.HOLLOW, Substance.REFUSAL})
_SHORTEST_NAME: Final = 4
"""From how many characters on a name may be said in short: 政策解读 for 推进政策精细化解读."""
_OF_A_LABEL: Final = 0.5
"""How sure it is that a refusal under the name of several obligations (小类) speaks of each of them."""


def with_meant(
    plan: Plan, ledger: Ledger, matches: Sequence[EntryMatch], ask: Callable[[Ledger], Sequence[EntryMatch]]
) -> tuple[EntryMatch, ...]:
    """Give the matches, each idle measure's with the obligations that its task stands for.

    ``matches`` run parallel to ``ledger.entries``; ``ask`` matches the entries of a ledger. Where the task is the
    plan's own name for several obligations, or short for it, a refusal speaks of all of them that nothing else
    fulfils.
    """
    found = list(matches)
    named = by_label(plan)
    asked: list[int] = []
    for index, (entry, match) in enumerate(zip(ledger.entries, matches, strict=True)):
        if match.substance not in _IDLE or not entry.task.text.strip():
            continue
        of_name = obligations_named(named, entry.task.text) if match.substance is Substance.REFUSAL else ()
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


def obligations_named(named: Mapping[str, tuple[str, ...]], text: str) -> tuple[str, ...]:
    """Give the obligations of the one name of ``named`` (``by_label``) that a text says, in full or in short.

    Short for a name is what stands in it, or at least half of its characters in their order. () where a text says
    none, or might say several.
    """
    said = bare_name(text)
    if said in named or len(said) < _SHORTEST_NAME:
        return named.get(said, ())
    meant = [name for name in named if said in name or (2 * len(said) >= len(name) and _in_order(said, name))]
    return named[meant[0]] if len(meant) == 1 else ()


def _in_order(said: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in said)
