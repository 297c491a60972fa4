"""What a child that opens outside files cannot do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.guard.child import Limits
from pipeline.guard.guard import Guard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are forked on Linux")


def work(item: tuple[str, str]) -> str:
    kind, text = item
    if kind == "connect":
        host, port = text.split(":")
        socket.create_connection((host, int(port)), timeout=2).close()
    elif kind == "resolve":
        socket.getaddrinfo("example.org", 80)
    elif kind == "run":
        subprocess.run(["true"], check=False)
    elif kind == "write":
        Path(text).write_bytes(b"x")
    elif kind == "remove":
        Path(text).unlink()
    elif kind == "descriptors":
        return str(sorted(int(name) for name in os.listdir("/proc/self/fd")))  # noqa: PTH208
    elif kind == "interfaces":
        return ",".join(name for _, name in socket.if_nameindex())
    elif kind == "temporary":
        with tempfile.TemporaryFile() as stream:
            stream.write(b"x")
    return "done"


@pytest.fixture
def guard() -> Iterator[Guard[tuple[str, str], str]]:
    with Guard(work, Limits(256, 10, 10), workers=1) as guard:
        yield guard


@pytest.fixture
def outside() -> Iterator[Path]:
    """Give a folder outside of the temporary one, whether a child is forked here or by a fork server."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        assert not Path(folder).resolve().is_relative_to(Path(tempfile.gettempdir()).resolve())
        yield Path(folder)


def test_no_network(guard: Guard[tuple[str, str], str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        outcome = guard.run(("connect", f"127.0.0.1:{port}"))
        assert outcome.detail.startswith("ConfinedError"), outcome
    assert guard.run(("resolve", "")).detail.startswith("ConfinedError")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="a namespace of its own takes privilege")
def test_native_code_has_no_network_either_where_the_system_allows(guard: Guard[tuple[str, str], str]) -> None:
    assert guard.run(("interfaces", "")).result in ("lo", ",".join(name for _, name in socket.if_nameindex()))


def test_no_programs(guard: Guard[tuple[str, str], str]) -> None:
    assert guard.run(("run", "")).detail.startswith("ConfinedError")


def test_nothing_is_written_or_removed_outside_the_temporary_folder(
    guard: Guard[tuple[str, str], str], outside: Path
) -> None:
    victim = outside / "x"
    assert guard.run(("write", str(victim))).detail.startswith("ConfinedError")
    assert not victim.exists()
    victim.write_bytes(b"precious")
    assert guard.run(("remove", str(victim))).detail.startswith("ConfinedError")
    assert victim.read_bytes() == b"precious"
    assert guard.run(("temporary", "")).result == "done"


def test_nothing_of_the_parent_stays_open(guard: Guard[tuple[str, str], str], tmp_path: Path) -> None:
    """A lock that a child holds open would outlive a killed parent and keep the next one from starting."""
    with (tmp_path / "lock").open("w"):
        descriptors = guard.run(("descriptors", "")).result
    assert descriptors is not None
    # stdio, the pipe, and the listing itself
    assert len(descriptors.strip("[]").split(",")) == 5


def test_children_are_replaced_after_so_many_items() -> None:
    with Guard(pid_of, Limits(256, 10, 10, items=3), workers=1) as guard:
        pids = [guard.run(n).result for n in range(7)]
    assert len(set(pids)) == 3


def pid_of(_: int) -> int:
    return os.getpid()


def test_a_guard_serves_a_second_caller_while_the_first_is_not_done() -> None:
    with Guard(twice, Limits(256, 10, 10), workers=2) as guard:
        found = [(outcome.result, guard.run(outcome.item + 100).result) for outcome in guard.map(range(20))]
    assert found == [(2 * n, 2 * (n + 100)) for n in range(20)]


def twice(number: int) -> int:
    return 2 * number
