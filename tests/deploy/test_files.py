"""The files under deploy/: each parses as what it is, and calls commands that exist."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from pipeline.cli.main import _COMMANDS
from pipeline.settings import SETTINGS_FILE

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted(p for p in DEPLOY.glob("systemd/*") if p.suffix in (".service", ".timer"))
TASKS = sorted(DEPLOY.glob("windows/*.xml"))
_TASK = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def _unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def test_nothing_is_missing() -> None:
    assert [p.name for p in UNITS] == [
        "taizhang-mail.service",
        "taizhang-mail.timer",
        "taizhang-nightly.service",
        "taizhang-nightly.timer",
        "taizhang.service",
    ]
    assert len(TASKS) == 2
    for folder in ("systemd", "docker", "windows", "kylin-uos"):
        assert (DEPLOY / folder / "README.md").stat().st_size > 500


@pytest.mark.parametrize("path", [p for p in UNITS if p.suffix == ".service"], ids=lambda p: p.name)
def test_services_call_what_exists_and_are_hardened(path: Path) -> None:
    service = _unit(path)["Service"]
    program, command, *arguments = service["ExecStart"].split()
    assert program.endswith("/taizhang")
    assert command in _COMMANDS
    assert arguments == ["--dir", "/var/lib/taizhang"]
    assert service["User"] == "taizhang"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == "/var/lib/taizhang"
    assert "PASSWORD" not in path.read_text(encoding="utf-8")


def test_a_missed_night_is_made_up_for() -> None:
    timer = _unit(DEPLOY / "systemd" / "taizhang-nightly.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert timer["OnCalendar"].endswith("Asia/Shanghai")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_amiss(tmp_path: Path) -> None:
    """The program itself is put at a place that exists here; all else is verified as it stands."""
    program = tmp_path / "taizhang"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    copies = []
    for path in UNITS:
        text = re.sub(r"/opt/taizhang/\.venv/bin/taizhang", str(program), path.read_text(encoding="utf-8"))
        copies.append(tmp_path / path.name)
        copies[-1].write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, copies)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    ours = [line for line in done.stderr.splitlines() if "taizhang" in line]
    assert done.returncode == 0, done.stderr
    assert ours == []


@pytest.mark.parametrize("path", TASKS, ids=lambda p: p.name)
def test_windows_tasks_are_well_formed(path: Path) -> None:
    task = ElementTree.parse(path).getroot()
    assert task.tag == f"{{{_TASK['t']}}}Task"
    command = task.findtext("t:Actions/t:Exec/t:Command", namespaces=_TASK)
    arguments = task.findtext("t:Actions/t:Exec/t:Arguments", namespaces=_TASK)
    assert command is not None
    assert arguments is not None
    assert command.endswith("taizhang.exe")
    assert arguments.split()[0] in _COMMANDS
    assert task.findtext("t:Settings/t:MultipleInstancesPolicy", namespaces=_TASK) == "IgnoreNew"
    assert task.findtext("t:Settings/t:StartWhenAvailable", namespaces=_TASK) == "true"
    # The schema orders the parts; Task Scheduler refuses another order.
    parts = [child.tag.rpartition("}")[2] for child in task]
    assert parts == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]


def test_compose_keeps_the_container_small() -> None:
    compose = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text(encoding="utf-8"))
    service = compose["services"]["taizhang"]
    assert (DEPLOY / "docker" / service["build"]["context"]).resolve() == DEPLOY.parent
    assert (DEPLOY.parent / service["build"]["dockerfile"]).is_file()
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "environment" not in service, "no password belongs into this file"


def test_the_dockerfile_copies_what_exists_and_is_not_run_by_root() -> None:
    lines = [
        line
        for line in (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        if line and not line.startswith("#")
    ]
    known = {
        "FROM",
        "WORKDIR",
        "RUN",
        "COPY",
        "ENV",
        "USER",
        "VOLUME",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    assert {line.split()[0] for line in lines} <= known
    for line in lines:
        words = [w for w in line.split()[1:] if not w.startswith("--")]
        if line.startswith("COPY") and "--from" not in line:
            for source in words[:-1]:
                assert (DEPLOY.parent / source).exists(), line
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users == ["taizhang"]


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_the_start_script_is_sound() -> None:
    script = DEPLOY / "docker" / "start.sh"
    subprocess.run(["sh", "-n", str(script)], check=True, timeout=20)
    assert SETTINGS_FILE in script.read_text(encoding="utf-8")
