"""From a ledger to the obligations that its entries fulfil."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.judging.matching.decided import OWN, DecidedWordings
from pipeline.judging.matching.evidence import LedgerTexts, Scores, Wording, agreement, evidence, score
from pipeline.judging.matching.explain import carrying_words, lacking_words, sentence
from pipeline.judging.matching.grams import Floats, Located
from pipeline.judging.matching.knowledge import BRIEF_BARS, Knowledge, asked_together, is_brief
from pipeline.judging.matching.matcher_model import MatcherModel
from pipeline.judging.matching.teaching import lessons_of, taught_topics, taught_weights
from pipeline.judging.matching.text import normalise
from pipeline.judging.matching.topics import Topics
from pipeline.model import Decision, Entry, EntryMatch, Ledger, Match, Plan, Unit

_FAINTEST_RUNNER_UP = 0.01
_LEAST_LETTERS = 2
_LABEL = 18

Words = tuple[str, ...]


def wording_of(entry: Entry) -> Wording:
    """Give what an entry says: its task (or the section line above it) and its measure, normalised.

    A cell that holds no letters (``/``, ``1.``) says nothing.
    """
    task = _meaningful(entry.task.text) or _meaningful(entry.heading)
    return Wording(task, _meaningful(entry.measure.text))


def _meaningful(text: str) -> str:
    normal = normalise(text)
    return normal if sum(map(str.isalpha, normal)) >= _LEAST_LETTERS else ""


class Matcher:
    """Matches the entries of ledgers to the obligations of a plan and to the duties of its body text."""

    def __init__(self, plan: Plan, model: MatcherModel, decisions: Sequence[Decision] = ()) -> None:
        """Take a plan, the model trained for it, and the officers' decisions in force."""
        self._plan = plan
        self._model = model
        self._decided = DecidedWordings(decisions)
        lessons = lessons_of(decisions, model.classes, model.lessons)
        known = {o.id for o in plan.obligations} | {d.id for d in plan.duties}
        # A model may know obligations that the center has struck from the plan since it was trained.
        self._of_plan = np.array([c in known for c in model.classes[:-1]], dtype=bool)
        self._place = {c: i for i, c in enumerate(model.classes)}
        # Obligations share their 小类, so that only the requirement itself tells them apart.
        texts = {o.id: o.requirement for o in plan.obligations} | {d.id: d.text for d in plan.duties}
        self._requirements = {key: normalise(text) for key, text in texts.items()}
        whole = self._requirements | {o.id: normalise(f"{o.label}。{o.requirement}") for o in plan.obligations}
        self._weights = model.weights
        self._topics: tuple[Topics, Floats] | None = None
        if isinstance(model.weigher, Knowledge):
            topics = model.weigher.topics
            likeness = topics.scores([whole.get(c, "") for c in model.classes[:-1]]).T
            self._topics = taught_topics(topics, likeness, lessons)
        else:
            self._weights = taught_weights(model.vocabulary, model.weights, lessons)
        self._labels = {key: t if len(t) <= _LABEL else f"{t[:_LABEL]}…" for key, t in texts.items()}

    @property
    def fingerprint(self) -> str:
        """That of the data and settings from which the model was trained."""
        return self._model.understanding

    def match(self, ledger: Ledger, unit: Unit | None, *, explained: bool = True) -> tuple[EntryMatch, ...]:
        """Match every entry; the result runs parallel to ``ledger.entries``.

        ``unit`` is None where the sender is not known: then no obligation counts as the unit's own. The words that
        speak for each match are left out where nobody is going to read them (not ``explained``).
        """
        wordings = [wording_of(e) for e in ledger.entries]
        spoken = [i for i, w in enumerate(wordings) if w.task or w.measure]
        matches = [EntryMatch()] * len(wordings)
        if spoken:
            texts = LedgerTexts.of([wordings[i] for i in spoken])
            for i, match in zip(spoken, self._match(texts, unit, explained), strict=True):
                matches[i] = match
        return tuple(matches)

    def explain(self, match: EntryMatch) -> str:
        """Say in Chinese why an entry was matched as it was, from the match already made."""
        return sentence(match, self._labels, self._plan.how_to_tell)

    def _bound(self, unit: Unit | None) -> NDArray[np.bool_]:
        ids = {o.id for o in self._plan.binding_on(unit)} if unit else set()
        return np.array([c in ids for c in self._model.classes[:-1]], dtype=bool)

    def _match(self, texts: LedgerTexts, unit: Unit | None, explained: bool) -> Iterable[EntryMatch]:
        model = self._model
        wholes, scores = score(model.vocabulary, self._weights, texts)
        bound = self._bound(unit)
        probability = self._probability(texts, scores, bound)
        probability[:, ~self._of_plan] = 0
        general = isinstance(model.weigher, Knowledge)
        bars = BRIEF_BARS if general and is_brief(texts) else (model.certain, model.doubtful)
        if general and not is_brief(texts):
            probability = asked_together(probability, bound, model.doubtful)
        for i, (wording, located) in enumerate(zip(texts.wordings, wholes, strict=True)):

            def words(place: int, text: str = wording.whole, located: Located = located) -> Words:
                if not explained:
                    return ()
                words = carrying_words(text, located, self._weights[located.place, place], phrases=True)
                return words or self._words_of_topics(text, place)

            yield self._entry_match(probability[i], wording, words, bars)

    def _probability(self, texts: LedgerTexts, scores: Scores, bound: NDArray[np.bool_]) -> Floats:
        weigher = self._model.weigher
        if isinstance(weigher, Knowledge):
            assert self._topics is not None
            return weigher.probability(texts, scores, agreement(*self._topics, texts), bound)
        worth, facts = evidence(texts, scores, bound)
        probability = np.zeros(worth.shape, dtype=np.float32)
        probability[worth] = weigher.probability(facts)
        return probability

    def _words_of_topics(self, text: str, place: int) -> Words:
        if self._topics is None:
            return ()
        topics, likeness = self._topics
        (located,) = topics.vocabulary.vectors([text]).located(1)
        return carrying_words(text, located, topics.weights[located.place] @ likeness[:, place], phrases=True)

    def _entry_match(
        self, probability: Floats, wording: Wording, words: Callable[[int], Words], bars: tuple[float, float]
    ) -> EntryMatch:
        model, (certain_from, doubtful_from) = self._model, bars
        settled = self._decided.settle(wording)
        if OWN in settled:
            return EntryMatch(own_task=1.0)

        def found(obligation: str, score: float, *, decided: bool = False, sure: bool = True) -> Match:
            place = self._place.get(obligation)
            carried = () if place is None else words(place)
            lacking = () if sure else self._lacking(obligation, wording)
            return Match(obligation, round(score, 4), carried, decided, lacking)

        certain = [found(o, 1.0, decided=True) for o, confirmed in settled.items() if confirmed]
        doubtful: list[Match] = []
        runner_up: Match | None = None
        open_odds = 1.0
        for place in np.argsort(-probability, kind="stable"):
            obligation, p = model.classes[place], float(probability[place])
            if obligation in settled:
                continue
            if p < doubtful_from:
                runner_up = found(obligation, p, sure=False) if p >= _FAINTEST_RUNNER_UP else None
                break
            open_odds *= 1 - p
            # A task copied from the plan with an empty measure promises nothing: an officer has to ask the unit.
            sure = p >= certain_from and bool(wording.measure)
            (certain if sure else doubtful).append(found(obligation, p, sure=sure))
        own = 0.0 if certain and certain[0].decided else open_odds * (1 - (runner_up.score if runner_up else 0.0))
        return EntryMatch(tuple(certain), tuple(doubtful), runner_up, round(own, 4))

    def _lacking(self, obligation: str, wording: Wording) -> Words:
        keywords = self._model.keywords[self._place[obligation]]
        return lacking_words(wording.whole, keywords, self._requirements[obligation])
