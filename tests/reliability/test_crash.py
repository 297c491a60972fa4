"""Killed at any moment or refused any write, the intake comes to the state of an undisturbed run. The short form."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.wiring import PROJECT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked and killed as on Linux")


def run(*arguments: str) -> str:
    """Run a harness in a process of its own: it forks, which a process with threads must not."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=PROJECT, capture_output=True, text=True, check=False, timeout=280
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_kill_points_and_random_kills() -> None:
    told = run("tools.reliability.crash", "--passes", "1", "--kills", "47")
    assert "named points: 13 x 1, 0 wrong" in told
    assert "'kills': 47" in told


def test_failing_calls() -> None:
    assert ", 0 wrong" in run("tools.reliability.errnos", "--step", "5")
