"""The built wheel alone, in an empty place without the project: init, demo, check, nightly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the files of the project that are under version control or would be."""
    place = tmp_path_factory.mktemp("build")
    source = place / "project"
    for name in ("pipeline", "taizhang_demo", "rules", "templates"):
        shutil.copytree(PROJECT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-w", place, source], check=True)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; the libraries are those of this one, the project is not."""
    place = tmp_path_factory.mktemp("installed") / "env"
    venv.create(place, symlinks=True)
    site = next(place.glob("lib/python*/site-packages"))
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", wheel], check=True)
    # A line of a .pth adds the folder but follows none of its own .pth files, so the checkout stays unseen.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return place / "bin"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("empty")


def run(installed: Path, place: Path, *words: str, expected: tuple[int, ...] = (0,)) -> str:
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(place)}
    command = [str(installed / "taizhang"), *words]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in expected, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_the_program_comes_from_the_wheel(installed: Path, place: Path) -> None:
    asked = "import pipeline, taizhang_demo; print(pipeline.__file__, taizhang_demo.__file__)"
    told = subprocess.check_output([installed / "python", "-c", asked], cwd=place, text=True).split()
    assert all(Path(path).is_relative_to(installed.parent) for path in told)


def test_a_working_folder_has_plan_and_template(installed: Path, place: Path) -> None:
    run(installed, place, "init", "work")
    assert list((place / "work" / "rules").glob("*/plan.toml"))
    assert (place / "work" / "templates" / "ledger_template.xlsx").is_file()


def test_the_demo_runs_whole(installed: Path, place: Path) -> None:
    said = run(installed, place, "demo", "shown")
    assert "全县汇总表" in said
    assert list((place / "shown" / "outbox" / "汇总").glob("*.xlsx"))
    assert list((place / "shown" / "outbox" / "看板").glob("index.html"))


def test_a_ledger_is_checked_outside_of_any_working_folder(installed: Path, place: Path) -> None:
    run(installed, place, "template", "-o", "blank.xlsx")
    told = json.loads(run(installed, place, "check", "blank.xlsx", "--format", "json", expected=(1,)))
    assert told["submissions"][0]["entries"] == []


def test_a_night_passes_in_a_new_working_folder(installed: Path, place: Path) -> None:
    run(installed, place, "init", "night")
    run(installed, place / "night", "nightly")
    assert list((place / "night" / "outbox" / "汇总").glob("*.xlsx"))


def test_a_folder_that_cannot_be_finished_is_no_working_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pipeline.cli import installation
    from pipeline.settings import SETTINGS_FILE, SettingsError

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(installation.shutil, "copytree", full)
        with pytest.raises(SettingsError, match="未能建立"):
            installation.make_working_folder(tmp_path / "work")
    assert not (tmp_path / "work" / SETTINGS_FILE).exists()
    assert not (tmp_path / "work" / "rules").exists()
    installation.make_working_folder(tmp_path / "work")
    assert (tmp_path / "work" / SETTINGS_FILE).exists()
    assert not list((tmp_path / "work").glob(".*unfinished"))
