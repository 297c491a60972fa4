"""What is on record is examined again side by side, and comes back in its order whatever happens to a child."""

from __future__ import annotations

from dataclasses import replace

from pipeline.flow.day.examined_again import examined_again
from pipeline.flow.day.receive import process
from pipeline.flow.installation import Installation
from pipeline.guard.child import Limits
from pipeline.model import Submission
from tests.flow.conftest import drop, sample

NAMES = ("ledgers/01-shuiliju", "ledgers/02-kejiju", "ledgers/05-shuiwuju")


def recorded(installation: Installation) -> list[Submission]:
    for name in NAMES:
        drop(installation, f"{name.partition('/')[2]}.xlsx", sample(name))
    process(installation)
    # More than go to a child at once.
    return [s for _, _, s in installation.register.all_submissions()] * 12


def test_all_come_back_in_their_order(installation: Installation) -> None:
    known = recorded(installation)
    examiner = installation.examiner(installation.register.all_decisions())
    done: list[str] = []
    found = examined_again(
        installation, examiner, known, installation.clock().date(), lambda: done.append("meanwhile")
    )
    assert [s.arrival for s in found] == [s.arrival for s in known]
    assert [s.matches for s in found] == [s.matches for s in known]
    assert done == ["meanwhile"]
    assert examined_again(installation, examiner, [], installation.clock().date()) == ()


def test_what_children_cannot_do_is_done_here(installation: Installation) -> None:
    known = recorded(installation)[:3]
    installation.rest()
    installation.limits = replace(Limits(), wall_seconds=0.0)
    examiner = installation.examiner(installation.register.all_decisions())
    found = examined_again(installation, examiner, known, installation.clock().date())
    assert [s.matches for s in found] == [s.matches for s in known]
