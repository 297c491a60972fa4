"""One at a time holds a register, wherever they run."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.store.leases import Leases
from pipeline.store.register import Register

NOW = datetime.fromisoformat("2022-05-20T01:30:00+08:00")
SPAN = timedelta(seconds=60)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Leases, Leases]:
    """The same register, as two processes open it."""
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    return Leases(Register(url)), Leases(Register(url))


def test_who_comes_second_waits_until_the_first_is_done(two: tuple[Leases, Leases]) -> None:
    one, other = two
    assert one.take("甲", NOW, SPAN)
    assert not other.take("乙", NOW, SPAN)
    one.free("甲", NOW)
    assert other.take("乙", NOW, SPAN)
    assert one.holder(NOW) == "乙"


def test_a_lease_that_nobody_prolongs_ends(two: tuple[Leases, Leases]) -> None:
    one, other = two
    one.take("甲", NOW, SPAN)
    assert one.take("甲", NOW + SPAN / 2, SPAN)
    assert not other.take("乙", NOW + SPAN, SPAN)
    assert other.take("乙", NOW + 2 * SPAN, SPAN)
    one.free("甲", NOW + 2 * SPAN)
    assert one.holder(NOW + 2 * SPAN) == "乙"


def test_nobody_waits_for_the_dead(two: tuple[Leases, Leases]) -> None:
    one, other = two
    one.take("甲", NOW, SPAN)
    assert other.take("乙", NOW, SPAN, lambda holder: holder == "甲")


def test_of_two_who_saw_the_same_only_one_gets_it(two: tuple[Leases, Leases]) -> None:
    one, other = two
    one.take("甲", NOW, SPAN)
    late = NOW + 2 * SPAN
    seen = other._said()
    assert one.take("丙", late, SPAN)
    assert not other._put(seen, '{"holder": "乙", "until": "2099-01-01T00:00:00+08:00"}')
    assert other.holder(late) == "丙"
