"""Each hostile file gets the verdict of its class, in bounded time and memory, and the children live on."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import time
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from pipeline.flow import Examination, Examiner
from pipeline.flow.desk import Desk, Done, Job, Unpacking
from pipeline.intake import Guard, Limits
from pipeline.model import Arrival, Channel, Submission
from pipeline.wiring import PROJECT
from tests.reliability.attack_files import (
    ACCEPTED,
    SHEET,
    STRINGS,
    Attack,
    archives,
    attacks,
    honest,
    packed,
    parts_of,
)

MOST_SECONDS = 20
MOST_MIB = 512
ATTACKS = list(attacks())


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard[Job, Done]]:
    desk = Desk(Examiner(PROJECT / "rules" / "yiyuan-2022")).prepare()
    with Guard[Job, Done](desk, Limits(MOST_MIB, MOST_SECONDS, MOST_SECONDS), workers=1) as guard:
        yield guard


def examination(data: bytes, name: str = "台账.xlsx") -> Examination:
    now = datetime(2022, 5, 19, 9).astimezone()
    return Examination(
        Arrival(name, hashlib.sha256(data).hexdigest(), len(data), now, Channel.FOLDER), data, date(2022, 5, 19)
    )


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
    assert time.monotonic() - started < MOST_SECONDS
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
    # The largest of all children so far, in KiB; the limit is on top of what a child starts with.
    for pid in guard.pids:
        os.kill(pid, 0)


def test_no_child_took_more_memory_than_the_limit() -> None:
    """Runs after the module's guard has ended its children, whose largest is then on the parent's account."""
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024 < 2 * MOST_MIB


def _entries(done: Done) -> object:
    assert isinstance(done, tuple)
    return [s.ledger for s in done]


def test_bit_flips_are_refused_or_change_nothing(guard: Guard[Job, Done]) -> None:
    import zipfile

    chance = random.Random(7)
    for data in (honest(), packed(parts_of(honest()), zipfile.ZIP_STORED)):
        wanted = _entries(guard.run(examination(data)).result)
        mutants = []
        for _ in range(150):
            mutant = bytearray(data)
            mutant[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            mutants.append(bytes(mutant))
        for outcome in guard.map(examination(m) for m in mutants):
            if isinstance(outcome.result, tuple) and outcome.result[0].file.failure is None:
                assert _entries(outcome.result) == wanted
            else:
                assert outcome.ending in ("", "crashed", "memory")


def test_mutants_get_a_verdict_each(guard: Guard[Job, Done]) -> None:
    """Mutated XML behind right checksums: whatever it is, one file gets one verdict."""
    chance = random.Random(11)
    parts = parts_of(honest())
    names = [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
    mutants = [mutated(parts, chance.choice(names), chance) for _ in range(400)]
    outcomes = list(guard.map(examination(m) for m in mutants))
    assert len(outcomes) == len(mutants)
    for outcome in outcomes:
        assert outcome.ending in ("", "crashed", "memory")
        assert outcome.ending or isinstance(outcome.result, tuple | Unpacking)


def mutated(parts: dict[str, bytes], name: str, chance: random.Random) -> bytes:
    content = bytearray(parts[name])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        kind = chance.randrange(4)
        if kind == 0:
            content[at] = chance.randrange(256)
        elif kind == 1:
            del content[at : at + chance.randint(1, 30)]
        elif kind == 2:
            content[at:at] = content[at : at + chance.randint(1, 60)]
        else:
            content[at:at] = chance.choice([b"<", b">", b'"', b"&#", b"99999999999", b"-1", b"\x00", b"/>"])
        if not content:
            break
    return packed(parts | {name: bytes(content)})
