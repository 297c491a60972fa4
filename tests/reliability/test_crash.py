"""Killed at any moment or refused any write, the intake comes to the state of an undisturbed run. The short form."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pipeline.settings.places import SHIPPED
from tests.mail.plant import why_no_dovecot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked and killed as on Linux")


def run(*arguments: str) -> str:
    """Run a harness in a process of its own: it forks, which a process with threads must not."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=SHIPPED, capture_output=True, text=True, check=False, timeout=280
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_named_kill_points() -> None:
    told = run("tools.reliability.crash", "--passes", "1", "--kills", "0")
    reason = why_no_dovecot()
    assert not (reason and os.environ.get("CI")), reason
    assert f"named points: {17 if reason else 19} x 1, 0 wrong" in told


def test_random_kills() -> None:
    told = run("tools.reliability.crash", "--passes", "0", "--kills", "25")
    assert "'kills of a process at work': 25" in told


def test_failing_calls() -> None:
    assert ", 0 wrong" in run("tools.reliability.errnos", "--step", "10")
