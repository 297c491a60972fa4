"""Every command line that a page names is one: command, subcommand and options exist; and none goes unnamed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from pipeline.cli.main import _COMMANDS, _taizhang
from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.settings.described import settings_by_path

PROJECT = Path(__file__).resolve().parent.parent
PAGES = [
    *sorted(PROJECT.glob("*.md")),
    *sorted((PROJECT / "docs").glob("*.md")),
    *sorted((PROJECT / "deploy").rglob("*.md")),
]
_CALL = re.compile(
    r"(?<![\w@/.-])(?:[\w:\\/.]*[\\/])?taizhang(?:-start)? (?!taizhang)((?:[a-z][a-z-]*)(?: [^`\n]*)?)"
)


def calls(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"```(?:sh|bat)\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    lines = [line for block in fenced for line in block.splitlines()] + inline
    return [re.split(r"  | #|;| &&| >", found[1])[0] for found in map(_CALL.search, lines) if found]


def lacking(call: str) -> str:
    """What of a call does not exist; "" where all does."""
    command: click.Command = _taizhang
    context = click.Context(command)
    for word in shlex.split(call, posix=False):
        if isinstance(command, click.Group) and not word.startswith("-"):
            found = command.get_command(context, word)
            if found is None:
                return word
            command = found
        elif word.startswith("--"):
            names = {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {"--help"}
            if word.partition("=")[0] not in names:
                return word
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_every_named_command_line_is_one(page: Path) -> None:
    assert {call: wrong for call in calls(page) if (wrong := lacking(call))} == {}


def test_a_wrong_command_line_would_be_seen() -> None:
    assert lacking("serv") == "serv"
    assert lacking("check x.xlsx --formt json") == "--formt"
    assert lacking("rules verfy") == "verfy"
    assert lacking("rules verify x") == ""
    assert sum(len(calls(page)) for page in PAGES) > 60


def test_every_command_setting_and_code_is_documented() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in _COMMANDS if not re.search(rf"taizhang(?:-start)? {name}\b", text)] == []
    settings = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [path for path in settings_by_path() if f"| {path.rpartition('.')[2]} |" not in settings] == []
    codes = (PROJECT / "docs" / "deviations.md").read_text(encoding="utf-8")
    assert [code for code in CATALOGUE if f"### {code} " not in codes] == []
