"""Drives the system's Chromium without any driver: a page is loaded, and its document is read back."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.programs import program

_TIME_BUDGET_MS = 30_000


def chromium() -> str:
    """Find Chromium; without it a test is skipped, but not in CI, where nothing may be skipped silently."""
    return program("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Showing:
    """A page, how many pixels wide it is shown, and a script to run in it: the body of an async function."""

    page: str
    script: str
    width: int = 1280


def evaluate(page: str, script: str, folder: Path, width: int = 1280) -> Any:
    """Show one page, and give what its script resolves to (as JSON)."""
    return evaluate_all([Showing(page, script, width)], folder)[0]


def evaluate_all(showings: Sequence[Showing], folder: Path) -> list[Any]:
    """Show pages in frames of one run of the browser; give what each script resolves to.

    The pages' content security policy is taken out: it would (rightly) stop the scripts.
    """
    frames = []
    for number, showing in enumerate(showings):
        bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", showing.page)
        wrapped = (
            "<script>addEventListener('load', async () => { let said; try { said = await (async () => {"
            f"{showing.script}"
            "})(); } catch (error) { said = {error: String(error)}; }"
            f"parent.document.getElementById('said-{number}').textContent = JSON.stringify(said); }});</script>"
        )
        (folder / f"page-{number}.html").write_text(bare.replace("</head>", f"{wrapped}</head>"), encoding="utf-8")
        frames.append(
            f'<pre id="said-{number}"></pre>'
            f'<iframe src="page-{number}.html" style="border:0;width:{showing.width}px;height:2000px"></iframe>'
        )
    outer = folder / "frame.html"
    outer.write_text(f'<!DOCTYPE html><meta charset="utf-8">{"".join(frames)}', encoding="utf-8")
    shown = dump(outer, folder, max(showing.width for showing in showings) + 40)
    return [_answer(shown, number) for number in range(len(showings))]


def dump(page: Path, folder: Path, width: int = 1280) -> str:
    """Load a page as it is, let its own scripts run, and give its document."""
    run = subprocess.run(
        [
            chromium(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",  # a phone's take no room
            "--allow-file-access-from-files",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},2100",
            f"--virtual-time-budget={_TIME_BUDGET_MS}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return run.stdout.decode("utf-8")


def _answer(shown: str, number: int) -> Any:
    found = re.search(rf'<pre id="said-{number}">(.*?)</pre>', shown, re.S)
    assert found is not None, shown[-2000:]
    assert found[1], "the script did not finish"
    answer = json.loads(html.unescape(found[1]))
    assert not (isinstance(answer, dict) and "error" in answer), answer
    return answer
