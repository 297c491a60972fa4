"""What the model of substance learns from: measures by several hands, the plan's phrasings, composed sentences."""

from __future__ import annotations

import csv
import json
import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pipeline.judging.matching.text import normalise
from pipeline.judging.substance.judge import MOSTLY, SubstanceJudge
from pipeline.judging.substance.speech import Laid, Speech
from pipeline.judging.substance.substance_model import Lexicon
from pipeline.model import Plan
from tools.labels import DATA, labelled_ledgers

TRAINING = Path(__file__).resolve().parent.parent.parent / "training" / "substance"
HELD_OUT = DATA / "substance" / "held_out"
"""Measures by six further writers. Nothing learns from them, and no line of ``TRAINING`` may resemble one of them."""
_SLOT = re.compile(r"\{(\w+)(\??)\}")
_AN_ACT = 9
"""A measure of so many letters or more, by whoever works, holds an act that outweighs what is put around it."""
_NEAR_COPY = 0.3
"""How much a real measure counts that is mostly copied: it shows that the plan's nouns refuse nothing, and no act."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measure, laid out. ``kind`` is one of ``KINDS``; ``writer`` says whose it is ("" where nobody's)."""

    laid: Laid
    kind: str
    weight: float
    writer: str = ""
    text: str = ""

    @property
    def clauses(self) -> tuple[str, ...]:
        """Its clauses."""
        return self.laid.clauses


@dataclass(frozen=True, slots=True)
class Written:
    """One measure of a writer, as it stands in tests/data/substance."""

    writer: str
    obligation: str
    task: str
    measure: str
    kind: str


def written(name: str = "measures", folder: Path = DATA / "substance") -> tuple[Written, ...]:
    """Read the measures of all writers of a set; ``measures-a.csv`` is writer a."""
    found: list[Written] = []
    for path in sorted(folder.glob(f"{name}-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            writer = path.stem.removeprefix(f"{name}-")
            found += [
                Written(writer, r["obligation"], r["task"], r["measure"], r["kind"]) for r in csv.DictReader(file)
            ]
    return tuple(found)


class Grammar:
    """Draws sentences from lists of words and patterns of them (``grammar.toml``)."""

    def __init__(self, text: str, seed: int) -> None:
        """Take the grammar as TOML text."""
        read = tomllib.loads(text)
        self._words = {name: words.split() for name, words in read["words"].items()}
        self._patterns: dict[str, dict[str, int]] = read["patterns"]
        self.bodies = tuple(read["names"]["bodies"].split())
        self._random = random.Random(seed)

    def draw(self, name: str) -> str:
        """Draw one sentence of a pattern, or one word of a list."""
        if name in self._words:
            return self._random.choice(self._words[name])
        patterns = self._patterns[name]
        (pattern,) = self._random.choices(list(patterns), list(patterns.values()))
        return _SLOT.sub(lambda s: "" if s[2] and self._random.random() < 0.5 else self.draw(s[1]), pattern)


@dataclass
class Material:
    """All samples. ``composed`` is how many sentences of either kind are drawn from the grammar."""

    plan: Plan
    folder: Path = TRAINING
    composed: int = 4000
    own_weight: float = 5.0
    writer_weight: float = 8.0
    seed: int = 5

    @cached_property
    def grammar(self) -> Grammar:
        """The grammar, at its first sentence."""
        return Grammar((self.folder / "grammar.toml").read_text(encoding="utf-8"), self.seed)

    @cached_property
    def lexicon(self) -> Lexicon:
        """Words by what they speak of (``lexicon.toml``)."""
        read = tomllib.loads((self.folder / "lexicon.toml").read_text(encoding="utf-8"))
        return Lexicon.of([words.split() for words in read.values()])

    @cached_property
    def speech(self) -> Speech:
        """How measures are laid out."""
        return SubstanceJudge.speech_of(self.plan, self.grammar.bodies)

    def lay(self, text: str, task: str, obligation: str) -> Laid:
        """Lay a measure out as the pipeline does where the matcher finds its obligation."""
        known = self.plan.by_id.get(obligation)
        return self.speech.lay(text, task, (known.requirement, known.label) if known else ())

    @cached_property
    def real(self) -> tuple[Sample, ...]:
        """The plan's phrasings and the labelled ledgers: all real."""
        of_plan = [("", p.obligation, p.text, p.origin) for p in self.plan.phrasings]
        of_ledgers = [
            (e.task, min((*e.covers, *e.maybe), default=""), e.measure, ledger.name)
            for ledger in labelled_ledgers()
            for e in ledger.entries
            if e.measure.strip()
        ]
        return tuple(self._samples(of_plan + of_ledgers))

    def _samples(self, rows: Sequence[tuple[str, str, str, str]]) -> Iterator[Sample]:
        for task, obligation, text, origin in rows:
            laid = self.lay(text, task, obligation)
            if not laid.is_bare:
                yield Sample(laid, "real", 1.0 if laid.planned < MOSTLY else _NEAR_COPY, origin, text)

    @cached_property
    def by_writers(self) -> tuple[Sample, ...]:
        """The measures of the five writers."""
        return self._of_writers(written())

    def held_out(self, name: str) -> tuple[Sample, ...]:
        """Give the measures of a set that no model learns from (``first``, ``second``)."""
        return self._of_writers(written(name, HELD_OUT))

    def _of_writers(self, measures: Sequence[Written]) -> tuple[Sample, ...]:
        return tuple(
            Sample(self.lay(w.measure, w.task, w.obligation), w.kind, self.writer_weight, w.writer, w.measure)
            for w in measures
        )

    @cached_property
    def general(self) -> tuple[Sample, ...]:
        """Plain sentences of each kind, those that the grammar draws, and mixtures around a real measure."""
        found: list[Sample] = []
        for kind in ("hollow", "refusal", "real"):
            for line in (self.folder / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
                found.append(Sample(self.speech.lay(line), kind, self.own_weight, "", line))
        for kind in ("hollow", "refusal"):
            for _ in range(self.composed):
                text = normalise(self.grammar.draw(kind))
                found.append(Sample(Laid(tuple(text.split(",")), 0.0), kind, 1.0, "", text))
        chance = random.Random(self.seed)
        acts = [s for s in self.real if s.laid.planned < MOSTLY and sum(map(len, s.clauses)) >= _AN_ACT]
        for number in range(self.composed):
            act = chance.choice(acts).clauses
            around = tuple(normalise(self.grammar.draw("refusal" if number % 2 else "hollow")).split(","))
            clauses = (*around, *act) if number % 5 > 1 else (*act, *around)
            found.append(Sample(Laid(clauses, 0.0), "real", 1.0))
        for _ in range(self.composed // 2):
            # What another does is no act of the unit's own, however plainly it is said.
            act = self.grammar.draw("of_another") + chance.choice(chance.choice(acts).clauses)
            refusing = normalise(self.grammar.draw("refusal")).split(",")
            found.append(Sample(Laid((act, *refusing), 0.0), "refusal", 1.0))
        return tuple(found)

    def learnt(self, without: str = "") -> list[Sample]:
        """Give all that is learnt from, without one writer's measures; copies teach nothing of hollow ones."""
        of_others = (s for s in self.by_writers if s.writer != without)
        return [
            s
            for s in (*self.real, *self.general, *of_others)
            if not s.laid.is_bare and (s.kind != "hollow" or s.laid.planned < MOSTLY)
        ]

    def fingerprint(self) -> str:
        """Tell this material from any other."""
        digest = sha256()
        everything = [(s.clauses, s.kind, s.weight) for s in (*self.real, *self.by_writers, *self.general)]
        digest.update(json.dumps(everything, ensure_ascii=False).encode())
        digest.update(self.lexicon.keys.tobytes() + self.lexicon.group.tobytes())
        return digest.hexdigest()[:16]
