"""What a measure that does nothing, or refuses, stands for: its words say nothing of the work, its task does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.judging.matching.text import letter_pairs
from pipeline.judging.substance.judge import bare_name
from pipeline.model import Entry, EntryMatch, Ledger, Match, Plan, Substance, Value

_IDLE: Final = frozenset({Substance.HOLLOW, Substance.REFUSAL})
_SHORTEST_NAME: Final = 4
"""From how many characters on a name may be said in short: 政策解读 for 推进政策精细化解读."""
_NEARLY: Final = 0.75
"""From which share of its characters on a name is as good as said in full."""
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
    # The names are taken from the whole plan, and few ledgers refuse anything.
    named = Names.of(plan) if any(m.substance is Substance.REFUSAL for m in matches) else None
    asked: list[int] = []
    for index, (entry, match) in enumerate(zip(ledger.entries, matches, strict=True)):
        if match.substance not in _IDLE or not entry.task.text.strip():
            continue
        refuses = match.substance is Substance.REFUSAL
        of_name = obligations_named(named, entry.task.text) if named and refuses else ()
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


@dataclass(frozen=True)
class Names:
    """The plan's names for several obligations (小类): their obligations, and the pairs of characters that tell each.

    A pair tells a name that has no character of the plan's title, stands in no other name, and not more often in what
    the plan asks under other names than under this one: 解读, and not 公开 or 平台.
    """

    ids: Mapping[str, tuple[str, ...]]
    telling: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, plan: Plan) -> Names:
        """Take the names of a plan."""
        ids = by_label(plan)
        labels = {bare_name(o.label): letter_pairs(bare_name(o.label)) for o in plan.obligations}
        title = frozenset(plan.title)
        asks = [(bare_name(o.label), letter_pairs(o.requirement)) for o in plan.obligations]

        def tells(pair: str, name: str) -> bool:
            if not title.isdisjoint(pair) or any(pair in pairs for other, pairs in labels.items() if other != name):
                return False
            under = Counter(label == name for label, pairs in asks if pair in pairs)
            return under[True] >= under[False]

        return cls(ids, {name: frozenset(p for p in labels[name] if tells(p, name)) for name in ids})


def obligations_named(names: Names, text: str) -> tuple[str, ...]:
    """Give the obligations of the one name that a text says, in full or in short; () where it says none for sure.

    What is short for a name must hold a pair of characters that tells it, or three quarters of the name.
    """
    said, name = bare_name(text), name_said(names.ids, text)
    if not name or (len(said) < _NEARLY * len(name) and not names.telling[name] & letter_pairs(said)):
        return ()
    return names.ids[name]


def name_said(names: Collection[str], text: str) -> str:
    """Give the one of the names (of ``by_label``) that a text says, in full or in short; "" where not one alone.

    Short for a name is what stands in it, or at least half of its characters in their order.
    """
    said = bare_name(text)
    if said in names or len(said) < _SHORTEST_NAME:
        return said if said in names else ""
    meant = [name for name in names if said in name or (2 * len(said) >= len(name) and _in_order(said, name))]
    return meant[0] if len(meant) == 1 else ""


def _in_order(said: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in said)
