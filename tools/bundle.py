"""Makes an offline bundle: the program, the libraries that it needs to run on another system, and its installers.

``make bundle TARGET=win_amd64`` (or ``manylinux_x86_64``, ``manylinux_aarch64``). The system and the Python that
it is for are not those that make it, so every condition of the lock and of the libraries is judged as they would.
"""

from __future__ import annotations

import argparse
import email.parser
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
_SHIPPED = ("deploy", "docs", "CHANGELOG.md", "LICENSE", "README.zh-CN.md")
_GLIBC = range(28, 4, -1)
"""Kylin V10 and UOS 20 have glibc 2.28: wheels for it and for all before it fit."""


@dataclass(frozen=True, slots=True)
class Target:
    """A system and a Python (such as 3.11) that a bundle is for."""

    name: str
    python: str
    platforms: tuple[str, ...]
    says: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """What the target says of itself where a requirement has a condition (PEP 508)."""
        return {
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "extra": "",
            **self.says,
        }

    @property
    def tags(self) -> frozenset[Tag]:
        """The tags of all wheels that can be installed there."""
        version = tuple(map(int, self.python.split(".")))
        own = cpython_tags(version, platforms=self.platforms)
        return frozenset((*own, *compatible_tags(version, f"cp{''.join(self.python.split('.'))}", self.platforms)))


_WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "platform_machine": "AMD64"}
_LINUX = {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"}


def target(name: str, python: str) -> Target:
    """Give a target by its name."""
    if name == "win_amd64":
        return Target(name, python, (name,), _WINDOWS)
    machine = name.removeprefix("manylinux_")
    older = ("manylinux2014", "manylinux2010", "manylinux1") if machine == "x86_64" else ("manylinux2014",)
    names = (*(f"manylinux_2_{minor}" for minor in _GLIBC), *older, "linux")
    return Target(name, python, tuple(f"{n}_{machine}" for n in names), {**_LINUX, "platform_machine": machine})


TARGETS = ("win_amd64", "manylinux_x86_64", "manylinux_aarch64")


def pinned(lock: str, aim: Target) -> dict[str, str]:
    """Read which version of each library the lock names for the target, by canonical name."""
    lines = (Requirement(line) for line in lock.splitlines() if line and not line.startswith("#"))
    return {
        canonicalize_name(line.name): str(line.specifier).removeprefix("==")
        for line in lines
        if line.marker is None or line.marker.evaluate(aim.environment)
    }


def needs(requirements: list[str], aim: Target, extras: frozenset[str] = frozenset()) -> Iterator[Requirement]:
    """Give those of a library's requirements that hold on the target, with the extras that are asked of it."""
    for requirement in map(Requirement, requirements):
        environments = [aim.environment | {"extra": extra} for extra in ("", *extras)]
        if requirement.marker is None or any(map(requirement.marker.evaluate, environments)):
            yield requirement


def requirements_of(wheel: Path) -> list[str]:
    """Read what a wheel says that it needs."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", n))
        metadata = email.parser.BytesParser().parsebytes(archive.read(name))
    return list(map(str, metadata.get_all("Requires-Dist") or []))


def fits(wheel: Path, aim: Target) -> bool:
    """Say whether a wheel can be installed on the target."""
    return bool(parse_wheel_filename(wheel.name)[3] & aim.tags)


def collect(aim: Target, into: Path, extras: frozenset[str]) -> None:
    """Download the wheels of all that the program needs on the target, in the pinned versions."""
    versions = pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"), aim)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for e in extras for line in project["optional-dependencies"][e])]
    waiting = list(needs(asked, aim))
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name, more = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, more) in seen:
            continue
        seen.add((name, more))
        waiting += needs(requirements_of(_download(name, versions[name], aim, into)), aim, more)


def _download(name: str, version: str, aim: Target, into: Path) -> Path:
    there = [w for w in into.glob("*.whl") if parse_wheel_filename(w.name)[0] == name]
    if not there:
        digits = aim.python.replace(".", "")
        where = ["--python-version", digits, "--implementation", "cp", "--abi", f"cp{digits}", "--abi", "abi3"]
        where += ["--abi", "none", *(word for platform in aim.platforms for word in ("--platform", platform))]
        _pip("download", "--no-deps", "--only-binary=:all:", *where, "-d", str(into), f"{name}=={version}")
        there = [w for w in into.glob("*.whl") if parse_wheel_filename(w.name)[0] == name]
    (wheel,) = there
    if not fits(wheel, aim):
        raise SystemExit(f"{wheel.name} does not fit {aim.name} with Python {aim.python}")
    return wheel


def own_wheel(into: Path) -> Path:
    """Build the wheel of the program from what is in the checkout, not from what an earlier build left there."""
    with tempfile.TemporaryDirectory() as place:
        for name in ("pipeline", "taizhang_demo", "rules", "templates"):
            shutil.copytree(ROOT / name, Path(place) / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, place)
        _pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(into), place)
    (wheel,) = into.glob("taizhang-*.whl")
    return wheel


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", words[0], "--quiet", *words[1:]]
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise SystemExit(f"pip {words[0]} failed for {words[-1]}")


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS, in the form that sha256sum -c reads, of every other file of the bundle."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in files]
    (folder / "SHA256SUMS").write_bytes("".join(lines).encode())


def make_bundle(aim: Target, out: Path, extras: frozenset[str] = frozenset()) -> Path:
    """Make the bundle's folder and its archive; gives the folder."""
    with tempfile.TemporaryDirectory() as place:
        wheel = own_wheel(Path(place))
        version = parse_wheel_filename(wheel.name)[1]
        folder = out / f"taizhang-{version}-{aim.name}-py{aim.python}"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "wheels").mkdir(parents=True)
        shutil.copy(wheel, folder / "wheels")
    collect(aim, folder / "wheels", extras)
    _pip("download", "--no-deps", "--only-binary=:all:", "-d", str(folder), "pip")
    for name in _SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    kind = "bat" if aim.name.startswith("win") else "sh"
    for name in ("install.py", f"install.{kind}"):
        shutil.copy(ROOT / "deploy" / "bundle" / name, folder)
    (folder / "bundle.txt").write_text(f"{aim.name} {aim.python}\n", encoding="ascii")
    write_checksums(folder)
    shutil.make_archive(str(folder), "zip" if kind == "bat" else "gztar", folder.parent, folder.name)
    return folder


def try_out(folder: Path) -> None:
    """Install from a bundle with the index off, into a place of its own, and let the program do its first work."""
    with tempfile.TemporaryDirectory() as place:
        bare = {"PATH": os.environ["PATH"], "HOME": place, "LANG": "C.UTF-8", "PIP_NO_INDEX": "1"}
        program = Path(place) / "program"

        def run(*words: str | Path, expected: int = 0) -> None:
            done = subprocess.run([str(w) for w in words], cwd=place, env=bare, check=False)
            if done.returncode != expected:
                raise SystemExit(f"failed: {' '.join(map(str, words))}")

        run(sys.executable, folder / "install.py", program)
        taizhang = program / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "taizhang"
        run(taizhang, "init", "work")
        run(taizhang, "template", "-o", "blank.xlsx")
        run(taizhang, "check", "blank.xlsx", expected=1)
        run(taizhang, "nightly", "--dir", "work")
        size = sum(p.stat().st_size for p in program.rglob("*") if p.is_file() and not p.is_symlink())
        print(f"installed from the bundle without an index: {size / 1e6:.0f} MB")


def main() -> int:
    """Make a bundle; with ``--try`` install from it, where it is for this system."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--python", default="3.11", help="version of the Python that the bundle is for, e.g. 3.12")
    parser.add_argument("--extra", action="append", default=[], help="postgresql, parquet, demo")
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--try", dest="tried", action="store_true")
    asked = parser.parse_args()
    folder = make_bundle(target(asked.target, asked.python), asked.out, frozenset(asked.extra))
    size = sum(p.stat().st_size for p in (folder / "wheels").iterdir())
    print(f"{folder}: {len(list((folder / 'wheels').iterdir()))} wheels, {size / 1e6:.0f} MB")
    if asked.tried:
        try_out(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
