"""Each hostile file gets the verdict of its class, in bounded time and memory, and the children live on."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline.flow.desk import Done, Job, Unpacking
from pipeline.flow.examine import Examination
from pipeline.guard.guard import Guard
from pipeline.model import Submission
from tests.reliability.attack_files import ACCEPTED, Attack, archives, attacks, honest, packed, parts_of
from tools.reliability.fuzz import (
    LIMITS,
    examination,
    flipped,
    is_silent_loss,
    kind_of,
    lost_texts,
    mutated,
    texts_by_openpyxl,
)
from tools.reliability.fuzz import guard as limited_guard

ROOT = Path(__file__).resolve().parent.parent.parent
ATTACKS = list(attacks())


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard[Job, Done]]:
    with limited_guard(workers=1) as guard:
        yield guard


def verdict(done: Done, ending: str) -> str:
    if ending:
        return ending
    assert isinstance(done, tuple)
    (submission,) = done
    assert isinstance(submission, Submission)
    failure = submission.file.failure
    if failure is None:
        return ACCEPTED
    assert failure.message
    assert failure.advice
    return failure.kind


def test_there_are_enough_of_them() -> None:
    assert len(ATTACKS) + len(list(archives())) >= 150


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_attack(attack: Attack, guard: Guard[Job, Done]) -> None:
    data = attack.make()
    started = time.monotonic()
    outcome = guard.run(examination(data, attack.file_name))
    assert time.monotonic() - started < LIMITS.wall_seconds
    assert verdict(outcome.result, outcome.ending) in attack.wanted
    if isinstance(outcome.result, tuple) and outcome.result[0].ledger is not None:
        assert "\\x" not in repr(outcome.result[0].ledger), "a control character is left in a text"
    if attack.wanted == (ACCEPTED,):
        assert isinstance(outcome.result, tuple)
        (submission,) = outcome.result
        assert submission.ledger is not None
        assert len(submission.ledger.entries) == 2


@pytest.mark.parametrize(("name", "data", "wanted"), list(archives()), ids=lambda v: v if isinstance(v, str) else "")
def test_archive(name: str, data: bytes, wanted: dict[str, str], guard: Guard[Job, Done]) -> None:
    outcome = guard.run(examination(data, "来件.zip"))
    if not isinstance(outcome.result, Unpacking):
        assert {"来件.zip": verdict(outcome.result, outcome.ending)} == wanted
        return
    found = {}
    for arrival, content in outcome.result.members:
        assert arrival.origin == "来件.zip"
        inner = guard.run(Examination(arrival, content, date(2022, 5, 19)))
        found[arrival.file_name] = verdict(inner.result, inner.ending)
    assert found == wanted


def test_the_guard_is_alive_after_all_that(guard: Guard[Job, Done]) -> None:
    outcome = guard.run(examination(honest()))
    assert verdict(outcome.result, outcome.ending) == ACCEPTED
    for pid in guard.pids:
        os.kill(pid, 0)


_MEASURED = """
import resource
from tests.reliability.attack_files import attacks
from tools.reliability.fuzz import examination, guard

with guard(workers=1) as children:
    for _ in children.map(examination(attack.make(), attack.file_name) for attack in attacks()):
        pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_no_child_takes_more_memory_than_the_limit() -> None:
    """In a process of its own: what is forked from a large one counts as large from the start."""
    measured = subprocess.run([sys.executable, "-c", _MEASURED], capture_output=True, text=True, cwd=ROOT, check=True)
    assert int(measured.stdout) / 1024 < LIMITS.memory_mib


def test_bit_flips_are_refused_or_change_nothing(guard: Guard[Job, Done]) -> None:
    chance = random.Random(7)
    for data in (honest(), packed(parts_of(honest()), zipfile.ZIP_STORED)):
        wanted = guard.run(examination(data)).result
        outcomes = list(guard.map(examination(flipped(data, chance)) for _ in range(150)))
        assert not [o for o in outcomes if is_silent_loss(o, wanted)]
        assert all(kind_of(outcome) for outcome in outcomes)


def test_mutants_get_a_verdict_each_and_lose_nothing(guard: Guard[Job, Done]) -> None:
    """Mutated XML behind right checksums: whatever it is, one file gets one verdict, in time, and no text is lost."""
    chance = random.Random(11)
    parts = parts_of(honest())
    mutants = [mutated(parts, chance) for _ in range(1_000)]
    outcomes = list(guard.map(map(examination, mutants)))
    verdicts = Counter(map(kind_of, outcomes))
    assert verdicts.total() == 1_000
    assert not verdicts["timeout"]
    assert not verdicts[""]
    accepted = [(data, o) for data, o in zip(mutants, outcomes, strict=True) if kind_of(o) == ACCEPTED]
    with Guard(texts_by_openpyxl, LIMITS, 1) as other:
        texts = [told.result for told in other.map(data for data, _ in accepted)]
    compared = [(o, found) for (_, o), found in zip(accepted, texts, strict=True) if found is not None]
    assert len(compared) > 25
    assert not [lost for o, found in compared if (lost := lost_texts(o, found))]
