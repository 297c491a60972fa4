"""Every command line in the pages runs as it stands there, with its placeholders filled in, in a working folder."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import _taizhang
from tests.flow.small_plans import letter
from tests.test_command_lines import PAGES, PROJECT, calls

FILLED = {
    "/var/lib/taizhang-jia": "甲县",
    "/var/lib/taizhang": "服务器",
    r"D:\台账": "服务器",
    "某单位台账.xlsx": "台账.xlsx",
    "yiyuan-2023": "新方案",
    "文字": "6月底前",
}
"""What stands for the placeholders of the pages; 台账.xlsx, 方案.docx and 新方案 are there under these names."""

COMPLETED = {
    "check": "check 台账.xlsx",
    "check --format json": "check --format json 台账.xlsx",
    "rules import": "rules import --help",
    "messages": "messages --xlsx 语句.xlsx",
    "template --all": "template --all -o outbox/模板",
}
"""What a page names without its arguments."""

ELSEWHERE = {
    "serve": "tests/flow/test_service.py",
    "mail": "tests/mail/test_mail_in.py",
    "nightly": "tests/deploy/test_wheel.py",
    "fleet 城市文件": "tests/city/test_fleet.py",
    "demo": "tests/deploy/test_wheel.py",
    "demo --plan yunze-2024": "tests/demo/test_second_county.py",
}
"""What takes a server, does not end, or takes long, and the test in which it runs."""

FOUND_WRONG = {"check": (0, 1), "doctor": (0, 1, 2), "process": (0, 1), "recheck": (0, 1)}
"""The exit codes of what looks for faults; 0 alone for all others."""

NEEDS_MAIL = ("mail --dry-run",)
MAIL = '[mail.smtp]\nhost = "127.0.0.1"\nuser = "tz@county.test"\ncenter = ["center@county.test"]\n'

ORDER = ("init", "template", "process", "nightly", "consolidate", "rules import 方案", "rules")
"""What has to come before the rest. A plan that is adopted is taken back at once."""


def documented() -> list[str]:
    """Give the calls of all pages in an order in which they can be run."""
    named = {call.strip() for page in PAGES for call in calls(page)} - ELSEWHERE.keys()
    place = {call: next((i for i, begin in enumerate(ORDER) if call.startswith(begin)), len(ORDER)) for call in named}
    return sorted(named, key=lambda call: (place[call], call.endswith("--back"), call))


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make what the pages speak of: a ledger, a plan's document, further working folders."""
    place = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        run("init work")
        patch.chdir(place / "work")
        Path("taizhang.toml").write_text(
            "settle_seconds = 0\n[guard]\nworkers = 1\nwall_seconds = 120\n", encoding="utf-8"
        )
        run("template --unit 县财政局 -o 台账.xlsx")
        shutil.copy("台账.xlsx", "inbox/台账.xlsx")
        Path("方案.docx").write_bytes(letter())
        Path("城市文件").write_text('name = "某市"\nworkers = 1\n[[county]]\nname = "甲县"\nfolder = "."\n', "utf-8")
        yield Path.cwd()


def run(call: str) -> str:
    """Run a call; give what is wrong with how it ended, "" where nothing is."""
    done = CliRunner().invoke(_taizhang, shlex.split(call), standalone_mode=False)
    if done.exception is not None:
        return f"{call}: {done.exception!r} {getattr(done.exception, 'message', '')}"
    code = done.return_value if isinstance(done.return_value, int) else 0
    return "" if code in FOUND_WRONG.get(call.split()[0], (0,)) else f"{call}: {code}\n{done.output}"


def filled(call: str) -> str:
    words = COMPLETED.get(call, call)
    for placeholder, what in FILLED.items():
        words = words.replace(placeholder, what)
    return words


def test_every_command_line_of_the_pages_runs(work: Path) -> None:
    lines = dict.fromkeys(filled(call) for call in documented() if call not in NEEDS_MAIL)
    wrong = [run(line) for line in lines]
    with (work / "taizhang.toml").open("a", encoding="utf-8") as settings:
        settings.write(MAIL)
    wrong += [run(line) for line in NEEDS_MAIL]
    assert list(filter(None, wrong)) == []


def test_what_runs_elsewhere_runs_there() -> None:
    named = {call.strip() for page in PAGES for call in calls(page)}
    assert {*ELSEWHERE, *COMPLETED, *NEEDS_MAIL} <= named, "what no page names needs no entry"
    assert [path for path in ELSEWHERE.values() if not (PROJECT / path).is_file()] == []


NOT_HERE = {
    "systemctl": "systemd; what the units say is checked by systemd-analyze in tests/deploy/test_files.py",
    "journalctl": "systemd",
    "useradd": "root, on a server",
    "chown": "root, on a server",
    "install": "root, on a server",
    "cp": "root, on a server; that the files exist is tested in tests/deploy/test_files.py",
    "dnf": "another system's packages",
    "yum": "another system's packages",
    "apt": "another system's packages",
    "./configure": "Python's own sources",
    "docker": "Docker; what the files say is tested in tests/deploy/test_files.py",
    "mkdir": "for Docker",
    "touch": "for Docker",
    "chmod": "a file that the reader names",
    "install.bat": "Windows; the same install.py runs in tests/deploy/test_bundle.py",
    "icacls": "Windows",
    "schtasks": "Windows; the tasks are checked in tests/deploy/test_files.py",
    "New-SmbShare": "Windows",
    "$w": "Windows",
    "$own": "Windows",
    "robocopy": "Windows",
    "tar": "tests/deploy/test_bundle.py",
    "sh": "tests/deploy/test_bundle.py",
    "rsync": "another server",
    "pip": "needs a network",
    ".venv/bin/pip": "needs a network",
    ".venv/bin/python": "tests/deploy/test_bundle.py",
    "python": "measuring and training; that the modules exist is tested below",
    "cd": "",
    "uname": "says what machine it is",
    "ldd": "says what machine it is",
    "pg_dump": "PostgreSQL's own; taizhang on PostgreSQL runs in tests/store",
}
"""Why a command of the pages that is not ours is not run here."""


def other_commands() -> set[tuple[str, str]]:
    """Give what the pages tell to run besides taizhang, each with its page: lines of scripts, and words in text."""
    found = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        scripts = re.findall(r"```(?:sh|bat|powershell)\n(.*?)```", text, re.DOTALL)
        words = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        lines = [line.strip() for script in scripts for line in script.splitlines()]
        known = [word for word in words if word.split()[0] in NOT_HERE or word.startswith(("make ", "python -m"))]
        for line in filter(None, [*lines, *known]):
            found |= {(part.strip(), page.name) for part in re.split(r"&&|; ", line.partition("  #")[0])}
    return {(line, page) for line, page in found if line and not line.startswith("#") and "taizhang " not in line}


def test_other_commands_have_a_reason_for_not_being_run() -> None:
    starts = {line: re.sub(r"^(?:[A-Z]+=\S+ )+", "", line).split()[0] for line, _ in other_commands()}
    assert {line for line, start in starts.items() if start not in NOT_HERE and start != "make"} == set()
    assert set(NOT_HERE) <= set(starts.values()), "what no page names needs no reason"


def test_what_make_and_python_are_told_to_do_can_be_done() -> None:
    lines = {line for line, _ in other_commands()}
    targets = {word for line in lines for word in re.findall(r"\bmake ((?!-)[a-z]+)", line)} - {"altinstall"}
    assert len(targets) > 10
    told = subprocess.run(["make", "-n", *sorted(targets)], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    for line in lines:
        for module in re.findall(r"python -m (tools[\w.]*)", line):
            assert find_spec(module) is not None, line
        for script in re.findall(r"python (tools/\S+\.py)", line):
            assert (PROJECT / script).is_file(), line
