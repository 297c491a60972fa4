"""Drives the system's Chromium without any driver: a page is loaded, and its document is read back."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.programs import program

_TIME_BUDGET_MS = 30_000


def chromium() -> str:
    """Find Chromium; without it a test is skipped, but not in CI, where nothing may be skipped silently."""
    return program("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def evaluate(page: str, script: str, folder: Path, width: int = 1280) -> Any:
    """Show a page in a frame ``width`` pixels wide, run a script in it, give what it resolves to (as JSON).

    ``script`` is the body of an async function. The page's content security policy is taken out: it would (rightly)
    stop the script.
    """
    executable = chromium()
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    wrapped = (
        "<script>addEventListener('load', async () => { let said; try { said = await (async () => {"
        f"{script}"
        "})(); } catch (error) { said = {error: String(error)}; }"
        "parent.document.getElementById('said').textContent = JSON.stringify(said); });</script>"
    )
    (folder / "page.html").write_text(bare.replace("</head>", f"{wrapped}</head>"), encoding="utf-8")
    frame = f'<iframe src="page.html" style="border:0;width:{width}px;height:2000px"></iframe>'
    outer = folder / "frame.html"
    outer.write_text(f'<!DOCTYPE html><meta charset="utf-8"><pre id="said"></pre>{frame}', encoding="utf-8")
    run = subprocess.run(
        [
            executable,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--allow-file-access-from-files",
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width + 40},2100",
            f"--virtual-time-budget={_TIME_BUDGET_MS}",
            "--dump-dom",
            outer.as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    found = re.search(r'<pre id="said">(.*?)</pre>', run.stdout.decode("utf-8"), re.S)
    assert found is not None, run.stderr.decode("utf-8", "replace")
    assert found[1], "the script did not finish"
    answer = json.loads(html.unescape(found[1]))
    assert not (isinstance(answer, dict) and "error" in answer), answer
    return answer
