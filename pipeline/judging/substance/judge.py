"""From matches to matches that count: a measure that does nothing fulfils nothing, an unclear one is doubtful."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.judging.matching.text import normalise
from pipeline.judging.substance.put_off import takes_itself_back
from pipeline.judging.substance.shapes import says_nothing_is_done
from pipeline.judging.substance.speech import COPIED, Laid, Speech
from pipeline.judging.substance.substance_model import HOLLOW, REAL, REFUSAL, SubstanceModel
from pipeline.model import Entry, EntryMatch, Ledger, Plan, Substance

_SHORT_NAME = 30
"""Up to so many letters a task cell is a name; a longer one holds what somebody plans to do."""
MOSTLY = 0.65
"""From which share of the plan's own words on a measure without an act counts as copied."""
_PICTURE = "图片"
"""What a cell that holds a picture alone is read as."""
_TRIMMINGS = re.compile(
    r"^(?:(?:认真|切实|积极|扎实|深入|持续|进一步|全面|继续)?(?:做好|抓好|搞好|开展|推进|落实|加强|推动|完成))?|(?:各项|相关|有关|等)*工作$"
)


class SubstanceJudge:
    """Says of each measure of a ledger whether it holds an act of the unit's own, words alone, or a refusal."""

    def __init__(self, plan: Plan, model: SubstanceModel) -> None:
        """Take a plan, for its own words, and the model of how people write."""
        self._model = model
        self._texts = {o.id: (o.requirement, o.label) for o in plan.obligations}
        self._texts |= {d.id: (d.text, "") for d in plan.duties}
        self._requirements = frozenset(bare_name(requirement) for requirement, _ in self._texts.values())
        self._speech = self.speech_of(plan, model.bodies)

    @staticmethod
    def speech_of(plan: Plan, bodies: Sequence[str]) -> Speech:
        """Give how measures under a plan are laid out; ``bodies`` are short names of public bodies."""
        names = [name for u in plan.units for name in (u.name, u.full_name, *u.aliases)]
        texts = [text for o in plan.obligations for text in (o.requirement, o.label)]
        return Speech(names, bodies, (*texts, *(d.text for d in plan.duties)))

    def weigh(self, ledger: Ledger, matches: Sequence[EntryMatch]) -> tuple[EntryMatch, ...]:
        """Give the matches as they count; both run parallel to ``ledger.entries``.

        What an officer has decided about a wording stays as decided.
        """
        weighed = list(matches)
        asked: list[tuple[int, Laid]] = []
        for index, (entry, match) in enumerate(zip(ledger.entries, matches, strict=True)):
            measure = entry.measure
            if not measure.text.strip() or measure.fault is not None or any(m.decided for m in match.certain):
                continue
            if bare_name(measure.text) in self._requirements:
                weighed[index] = _counted(match, Substance.COPIED)
            elif self._is_idle(entry, match):
                weighed[index] = _counted(match, Substance.HOLLOW)
            else:
                asked.append((index, self._laid(entry, match)))
        if asked:
            odds = self._model.probabilities([laid.clauses for _, laid in asked])
            for (index, laid), each in zip(asked, odds.tolist(), strict=True):
                kind = kind_of(self._model, laid, each)
                if kind is Substance.REAL and takes_itself_back(ledger.entries[index].measure.text):
                    kind = Substance.UNCLEAR
                weighed[index] = _counted(weighed[index], kind)
        return tuple(weighed)

    def _is_idle(self, entry: Entry, match: EntryMatch) -> bool:
        text = entry.measure.text
        return not _says_a_word(text) or says_nothing_is_done(text) or self._is_name(entry, match)

    def _is_name(self, entry: Entry, match: EntryMatch) -> bool:
        """Say whether a measure is the task's name said again, with 做好 before or 工作 behind it."""
        said = bare_name(entry.measure.text)
        labels = [label for _, label in self._near(match)]
        names = {bare_name(n) for n in (entry.task.text, entry.heading, *labels)}
        if len(said) > _SHORT_NAME or said not in names:
            return False
        # A task of the unit's own may be named by what is done: then the words themselves decide.
        return any(COPIED in c for c in self._speech.lay(entry.measure.text).clauses)

    def _laid(self, entry: Entry, match: EntryMatch) -> Laid:
        task = entry.task.text or entry.heading
        own = "" if bare_name(task) == bare_name(entry.measure.text) else task
        return self._speech.lay(entry.measure.text, own, [t for pair in self._near(match) for t in pair])

    def _near(self, match: EntryMatch) -> list[tuple[str, str]]:
        near = [*match.certain, *match.doubtful] or [m for m in (match.runner_up,) if m is not None]
        return [self._texts[m.obligation] for m in near if m.obligation in self._texts]


def _says_a_word(text: str) -> bool:
    """Say whether a cell holds letters, and not a picture that nobody can read."""
    return any(c.isalpha() for c in normalise(text)) and bare_name(text) != _PICTURE


def kind_of(model: SubstanceModel, laid: Laid, odds: Sequence[float]) -> Substance:
    """Say what a measure is, by the odds of ``KINDS``. What is mostly the plan's own words is copied, not hollow."""
    if laid.is_bare:
        return Substance.COPIED
    if odds[REAL] >= model.unclear:
        return Substance.REAL
    if odds[REFUSAL] > odds[HOLLOW] and odds[REAL] < model.sure:
        return Substance.REFUSAL
    if laid.planned >= MOSTLY:
        return Substance.COPIED
    return Substance.UNCLEAR if odds[REAL] >= model.sure else Substance.HOLLOW


@lru_cache(maxsize=1 << 13)
def bare_name(text: str) -> str:
    """Give the letters of a name without what adds nothing to it."""
    return _TRIMMINGS.sub("", "".join(c for c in normalise(text) if c.isalnum()))


def _counted(match: EntryMatch, substance: Substance) -> EntryMatch:
    if substance is Substance.UNCLEAR:
        return replace(match, certain=(), doubtful=(*match.certain, *match.doubtful), substance=substance)
    if substance in (Substance.HOLLOW, Substance.REFUSAL):
        meant = match.certain or match.doubtful[:1]
        return replace(match, certain=(), doubtful=(), meant=meant, substance=substance)
    return replace(match, substance=substance)
