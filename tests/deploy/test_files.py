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
from tests.programs import program

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
        "taizhang-mail.timer",
        "taizhang-nightly.timer",
        "taizhang-once@.service",
        "taizhang.service",
        "taizhang@.service",
    ]
    assert len(TASKS) == 3
    for folder in ("systemd", "docker", "windows", "kylin-uos", "."):
        assert (DEPLOY / folder / "README.md").stat().st_size > 500


@pytest.mark.parametrize("page", sorted(DEPLOY.rglob("README.md")), ids=lambda p: p.parent.name)
def test_instructions_name_what_exists(page: Path) -> None:
    """Files, commands, make targets and units that an administrator is told to use."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / target).exists(), target
    for name in re.findall(r"deploy[/\\](?:[\w-]+[/\\])+[\w.-]+\.(?:xml|yaml|md)", text):
        assert (DEPLOY.parent / name.replace("\\", "/")).exists(), name
    for command in re.findall(r"taizhang(?:-start|-once@|\.exe)? ?([a-z]+)(?= --dir|;|\n|`)", text):
        assert command in _COMMANDS, command
    makefile = (DEPLOY.parent / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"/opt/taizhang && (?:\w+=\w+ )*make ([a-z]+)", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for unit in re.findall(r"taizhang(?:-[a-z]+)?\.(?:service|timer)", text):
        assert (DEPLOY / "systemd" / unit).exists(), unit


@pytest.mark.parametrize("path", [p for p in UNITS if p.suffix == ".service"], ids=lambda p: p.name)
def test_services_call_what_exists_and_are_hardened(path: Path) -> None:
    service = _unit(path)["Service"]
    program, command, *arguments = service["ExecStart"].split()
    assert program.endswith("/taizhang")
    assert command == ("%i" if path.name == "taizhang-once@.service" else "serve")
    of_county = "-%i" if path.name == "taizhang@.service" else ""
    assert arguments == ["--dir", f"/var/lib/taizhang{of_county}"]
    assert service["User"] == service["Group"] == f"taizhang{of_county}"
    assert service["LoadCredential"].endswith(f"/etc/taizhang/{'%i-' if of_county else ''}smtp.password")
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == f"/var/lib/taizhang{of_county}"
    assert "PASSWORD" not in path.read_text(encoding="utf-8")


def test_a_county_among_several_is_served_as_a_single_one() -> None:
    one, of_county = (_unit(DEPLOY / "systemd" / name) for name in ("taizhang.service", "taizhang@.service"))
    own = {"User", "Group", "LoadCredential", "ExecStart", "ReadWritePaths"}
    assert {k for k, v in one["Service"].items() if of_county["Service"].get(k) != v} <= own
    assert one["Install"] == of_county["Install"]


def test_a_missed_night_is_made_up_for() -> None:
    timer = _unit(DEPLOY / "systemd" / "taizhang-nightly.timer")["Timer"]
    assert timer["Persistent"] == "true"
    assert timer["OnCalendar"].endswith("Asia/Shanghai")
    assert timer["Unit"] == "taizhang-once@nightly.service"


def test_both_services_have_the_same_limits() -> None:
    one, other = (
        _unit(DEPLOY / "systemd" / name)["Service"] for name in ("taizhang.service", "taizhang-once@.service")
    )
    differing = {"Type", "Environment", "ExecStart", "Restart", "RestartSec", "KillSignal"}
    differing |= {"TimeoutStopSec", "TimeoutStartSec"}
    assert one["KillMode"] == "mixed", "a stop must not kill the children that are at work on a file"
    assert {k: v for k, v in one.items() if k not in differing} == {
        k: v for k, v in other.items() if k not in differing
    }


@pytest.mark.parametrize("timer", [p for p in UNITS if p.suffix == ".timer"], ids=lambda p: p.name)
def test_timers_call_commands_that_exist(timer: Path) -> None:
    command = re.fullmatch(r"taizhang-once@([a-z]+)\.service", _unit(timer)["Timer"]["Unit"])
    assert command is not None
    assert command[1] in _COMMANDS


@pytest.fixture
def unit_files(tmp_path: Path) -> list[Path]:
    """The units with the program at a place that exists here; all else as it stands."""
    program("systemd-analyze")
    taizhang = tmp_path / "taizhang"
    taizhang.write_text("#!/bin/sh\n", encoding="utf-8")
    taizhang.chmod(0o755)
    copies = []
    for path in UNITS:
        text = re.sub(r"/opt/taizhang/\.venv/bin/taizhang", str(taizhang), path.read_text(encoding="utf-8"))
        copies.append(tmp_path / path.name)
        copies[-1].write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    return copies


def _analyzed(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=60, encoding="utf-8"
    )


def test_systemd_finds_nothing_amiss(unit_files: list[Path]) -> None:
    done = _analyzed("verify", "--man=no", "--recursive-errors=no", *map(str, unit_files))
    ours = [line for line in done.stderr.splitlines() if "taizhang" in line]
    assert done.returncode == 0, done.stderr
    assert ours == []


def test_systemd_finds_the_services_little_exposed(unit_files: list[Path]) -> None:
    """Of 10 for a service that may do anything; an ordinary unprotected one has 9.6."""
    for path in (p for p in unit_files if p.suffix == ".service"):
        done = _analyzed("security", "--offline=true", "--threshold=25", str(path))
        assert done.returncode == 0, done.stdout[-400:] + done.stderr


@pytest.mark.parametrize("path", TASKS, ids=lambda p: p.name)
def test_windows_tasks_are_well_formed(path: Path) -> None:
    # Task Scheduler itself writes UTF-16, and some of its versions read nothing else.
    assert path.read_bytes().startswith(b"\xff\xfe")
    assert 'encoding="UTF-16"' in path.read_text(encoding="utf-16")
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
    known = {child.tag.rpartition("}")[2] for child in task.iterfind("t:Settings/*", _TASK)}
    assert known <= {
        "MultipleInstancesPolicy",
        "DisallowStartIfOnBatteries",
        "StopIfGoingOnBatteries",
        "StartWhenAvailable",
        "RunOnlyIfNetworkAvailable",
        "WakeToRun",
        "ExecutionTimeLimit",
        "Enabled",
    }
    assert {t.tag.rpartition("}")[2] for t in task.iterfind("t:Triggers/*", _TASK)} <= {
        "BootTrigger",
        "CalendarTrigger",
        "TimeTrigger",
    }
    # The schema orders the parts; Task Scheduler refuses another order.
    parts = [child.tag.rpartition("}")[2] for child in task]
    assert parts == ["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]


def test_a_service_task_that_ended_is_started_again() -> None:
    """However it ended: every ten minutes, unless it runs (IgnoreNew)."""
    task = ElementTree.parse(DEPLOY / "windows" / "taizhang-serve.xml").getroot()
    assert task.findtext("t:Triggers/t:TimeTrigger/t:Repetition/t:Interval", namespaces=_TASK) == "PT10M"
    assert task.find("t:Triggers/t:TimeTrigger/t:Repetition/t:Duration", _TASK) is None
    assert task.findtext("t:Settings/t:ExecutionTimeLimit", namespaces=_TASK) == "PT0S"


def test_compose_keeps_the_container_small() -> None:
    compose = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text(encoding="utf-8"))
    service = compose["services"]["taizhang"]
    assert (DEPLOY / "docker" / service["build"]["context"]).resolve() == DEPLOY.parent
    assert (DEPLOY.parent / service["build"]["dockerfile"]).is_file()
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "environment" not in service, "no password belongs into this file"
    readme = (DEPLOY / "docker" / "README.md").read_text(encoding="utf-8")
    assert f"touch deploy/docker/{service['env_file']}" in readme, "older versions refuse to start without it"


def test_the_dockerfile_copies_what_exists_and_is_not_run_by_root() -> None:
    lines = [
        line
        for line in (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        if line and not line.startswith("#")
    ]
    ignored = (DEPLOY.parent / ".dockerignore").read_text(encoding="utf-8").splitlines()
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
                assert f"!{source}" in ignored, f"{source} is kept out of the build"
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users == ["taizhang"]


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_the_start_script_is_sound() -> None:
    script = DEPLOY / "docker" / "start.sh"
    subprocess.run(["sh", "-n", str(script)], check=True, timeout=20)
    assert SETTINGS_FILE in script.read_text(encoding="utf-8")
