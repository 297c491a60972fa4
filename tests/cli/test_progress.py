"""Long work shows itself: a bar on a real terminal, a line a minute where there is none, never in the data."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import progress
from pipeline.cli.installation import make_working_folder
from pipeline.cli.progress import _cut, shown
from pipeline.flow.pace import Pace
from tests.flow.conftest import sample

LINE = re.compile(r"(.+?)(（.+?）)?(：\d+/\d+（\d+%）)?，已用\d+秒(，预计还需\d+秒)?")
terminal = pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal")


EAGER = """
import sys
from pipeline.cli import progress
from pipeline.cli.main import main
progress._PATIENCE, progress._REFRESH, progress.MINUTE = 0.0, 0.01, {minute}
main()
"""


def run(*arguments: object, minute: float = 60.0, watched: bool = True) -> tuple[str, str]:
    """Run a command whose patience is short; give what it printed and what it showed on the terminal or stderr."""
    command = [sys.executable, "-c", EAGER.format(minute=minute), *map(str, arguments)]
    if not watched:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
        return done.stdout, done.stderr
    master, slave = os.openpty()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=slave, encoding="utf-8") as process:
        os.close(slave)
        seen: list[bytes] = []
        reader = threading.Thread(target=lambda: seen.extend(_read(master)), daemon=True)
        reader.start()
        out, _ = process.communicate(timeout=120)
    reader.join(10)
    os.close(master)
    return out, b"".join(seen).decode("utf-8")


def _read(master: int) -> Iterator[bytes]:
    while True:
        try:
            yield os.read(master, 65536)
        except OSError:  # nobody holds the other end any more
            return


@pytest.fixture
def ledgers(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.xlsx" for number in range(3)]
    for path in paths:
        path.write_bytes(sample("ledgers/02-kejiju"))
    return paths


@terminal
def test_a_check_draws_its_bar_and_leaves_the_data_alone(ledgers: list[Path]) -> None:
    out, drawn = run("check", "--format", "json", *ledgers)
    assert "正在校验：1/3（33%），已用" in drawn
    assert "预计还需" in drawn
    assert "[#######-------------] " in drawn
    assert drawn.endswith("\r\x1b[K"), "what is over is no longer shown"
    assert len(json.loads(out)["submissions"]) == 3


@terminal
def test_a_night_tells_its_steps_and_how_many_files_are_done(ledgers: list[Path], tmp_path: Path) -> None:
    work = tmp_path / "work"
    make_working_folder(work)
    (work / "taizhang.toml").write_text("settle_seconds = 0\n[guard]\nworkers = 1\n", encoding="utf-8")
    ledgers[0].rename(work / "inbox" / "台账.xlsx")
    _, drawn = run("nightly", "--dir", work)
    assert "夜间工作（收取来件）：1/1（100%）" in drawn
    assert "夜间工作（汇总）" in drawn
    _, drawn = run("nightly", "--dir", work)
    assert re.search("夜间工作（汇总），已用\\d+秒，预计还需\\d+秒", drawn), (
        "the night before tells how long it takes"
    )


def test_where_nobody_watches_there_is_a_line_a_minute(ledgers: list[Path]) -> None:
    out, told = run("check", "--format", "json", *ledgers, minute=0.0, watched=False)
    assert len(json.loads(out)["submissions"]) == 3
    lines = told.splitlines()
    assert [x.split("，")[0] for x in lines] == [f"正在校验：{n}/3（{p}%）" for n, p in ((1, 33), (2, 67), (3, 100))]
    assert all(LINE.fullmatch(line) for line in lines)
    assert run("check", "--format", "json", ledgers[0], watched=False)[1] == "", "what is over soon says nothing"


def test_the_bar_is_out_of_the_way_while_the_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_REFRESH", 0.0)
    for item in shown(iter("甲乙"), 2, "各县"):
        screen.write(f"<{item}>")
    drawn = screen.getvalue()
    assert drawn.count("各县：") == 4, "it stands there again when the command has printed"
    assert drawn.count("\r\x1b[K<") == 2


def test_the_rest_is_told_from_what_is_done_and_from_before() -> None:
    now = [0.0]
    pace = Pace("夜间工作", lambda: now[0])
    assert pace.line() == "夜间工作，已用0秒"
    pace.at("收取来件", 0, 0, usual=60.0, later=30.0)
    now[0] = 20.0
    assert pace.line() == "夜间工作（收取来件），已用20秒，预计还需1分10秒"
    pace.at("收取来件", 100, 400, usual=60.0, later=30.0)
    assert pace.line() == "夜间工作（收取来件）：100/400（25%），已用20秒，预计还需1分30秒"
    pace.at("汇总", usual=7200.0)
    now[0] = 50.0
    assert pace.line() == "夜间工作（汇总），已用50秒，预计还需1小时59分"
    pace.at("汇总", 7, 5)
    assert pace.part == 1.0


def test_a_line_is_cut_to_the_columns_of_the_terminal() -> None:
    assert _cut("夜间工作abc", 9) == "夜间工作a"
    assert _cut("夜间", 3) == "夜"
