"""The offline bundle: judged for its target, whole or refused, installed with the index off, taken back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pip
import pytest

from tools.bundle import ROOT, TARGETS, fits, needs, pinned, requirements_of, target, write_checksums

_SPEC = spec_from_file_location("install", ROOT / "deploy" / "bundle" / "install.py")
assert _SPEC is not None
assert _SPEC.loader is not None
install = module_from_spec(_SPEC)
_SPEC.loader.exec_module(install)
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_needed_is_judged_for_the_target_and_not_for_this_machine(name: str) -> None:
    aim = target(name, "3.12")
    assert ("colorama" in pinned(LOCK, aim)) == (name == "win_amd64")
    assert pinned(LOCK, aim)["numpy"] != pinned(LOCK, target(name, "3.11"))["numpy"]
    asked = ['colorama; sys_platform == "win32"', 'greenlet; platform_machine == "aarch64"', 'x; extra == "y"', "z"]
    wanted = {r.name for r in needs(asked, aim)}
    assert wanted == {"z", *{"win_amd64": {"colorama"}, "manylinux_aarch64": {"greenlet"}}.get(name, set())}
    assert "x" in {r.name for r in needs(asked, aim, frozenset({"y"}))}


@pytest.mark.parametrize(
    ("wheel", "fitting"),
    [
        ("a-1-py3-none-any.whl", {*TARGETS}),
        ("a-1-cp311-cp311-win_amd64.whl", {"win_amd64"}),
        ("a-1-cp312-cp312-win_amd64.whl", set()),
        ("a-1-cp311-cp311-win32.whl", set()),
        ("a-1-cp37-abi3-manylinux_2_28_x86_64.whl", {"manylinux_x86_64"}),
        ("a-1-cp311-cp311-manylinux2014_aarch64.manylinux_2_17_aarch64.whl", {"manylinux_aarch64"}),
        ("a-1-cp311-cp311-manylinux_2_34_x86_64.whl", set()),
        ("a-1-cp311-cp311-musllinux_1_2_x86_64.whl", set()),
    ],
)
def test_which_wheels_fit_which_target(wheel: str, fitting: set[str]) -> None:
    assert {name for name in TARGETS if fits(Path(wheel), target(name, "3.11"))} == fitting


def small_wheel(folder: Path, version: str, *, fails: bool = False) -> Path:
    """A program of one line under the program's name, so that the installer is tried in a moment."""
    info = f"taizhang-{version}.dist-info"
    path = folder / f"taizhang-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("pipeline/__init__.py", "")
        said = "raise SystemExit(3)" if fails else f"print('taizhang {version}')"
        wheel.writestr("pipeline/__main__.py", said)
        wheel.writestr("numpy/core/tests/test_x.py", "")
        wheel.writestr("numpy/core/kept.py", "")
        wheel.writestr("numpy/core/stub.pyi", "")
        metadata = (
            f"Metadata-Version: 2.1\nName: taizhang\nVersion: {version}\n"
            "Requires-Dist: tzdata ; sys_platform == 'win32'\n"
        )
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    (folder / "deploy").mkdir()
    (folder / "deploy" / "README.md").write_text("说明", encoding="utf-8")
    own = next(name for name, machine in install._MACHINES.items() if machine == install.platform.machine())
    (folder / "bundle.txt").write_text(f"{own} {HERE}\n", encoding="ascii")
    (folder / "pip-1-py3-none-any.whl").touch()
    # One that was compiled long ago; a fresh one takes seconds each time.
    monkeypatch.setattr(install, "unpacked", lambda *_: Path(pip.__file__).parent.parent)
    monkeypatch.setattr(install, "HERE", folder)
    return folder


def given(bundle: Path, version: str, *, fails: bool = False) -> None:
    for old in (bundle / "wheels").iterdir():
        old.unlink()
    small_wheel(bundle / "wheels", version, fails=fails)
    write_checksums(bundle)


def version_of(program: Path) -> str:
    python = install.python_of(program / ".venv")
    return subprocess.check_output([python, "-I", "-m", "pipeline"], text=True, cwd=program).strip()


def test_a_wheel_says_what_it_needs(tmp_path: Path) -> None:
    assert requirements_of(small_wheel(tmp_path, "1.0")) == ["tzdata ; sys_platform == 'win32'"]


@pytest.mark.skipif(os.name == "nt", reason="tried on Linux")
def test_installed_renewed_taken_back_and_after_a_failure_as_before(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    program = tmp_path / "program"
    told: list[str] = []
    monkeypatch.setattr(install, "told", told.append)
    given(bundle, "1.0")
    assert install.install(program) == 0, told
    assert version_of(program) == "taizhang 1.0"
    assert (program / "deploy" / "README.md").is_file()
    site = next((program / ".venv").rglob("site-packages"))
    assert [p.name for p in (site / "numpy" / "core").iterdir() if p.suffix or p.name == "tests"] == ["kept.py"]
    given(bundle, "1.2", fails=True)
    assert install.install(program) == 2
    assert "已恢复原来的版本" in told[-1]
    assert version_of(program) == "taizhang 1.0"
    shutil.copytree(program / ".venv", program / ".venv-previous", symlinks=True)
    (site / "pipeline" / "__main__.py").write_text("print('taizhang 1.1')", encoding="utf-8")
    for expected in ("1.0", "1.1"):
        assert install.take_back(program) == 0
        assert version_of(program) == f"taizhang {expected}"


def test_a_damaged_bundle_or_one_for_another_machine_installs_nothing(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given(bundle, "1.0")
    (wheel,) = (bundle / "wheels").iterdir()
    wheel.write_bytes(wheel.read_bytes()[:-1])
    assert install.install(tmp_path / "program") == 2
    assert wheel.name in capsys.readouterr().out
    (bundle / "bundle.txt").write_text(f"manylinux_x86_64 3.{sys.version_info.minor + 1}\n", encoding="ascii")
    assert install.install(tmp_path / "program") == 2
    assert "换用对应的安装包" in capsys.readouterr().out
    assert not (tmp_path / "program").exists()
    assert install.take_back(tmp_path / "program") == 2
