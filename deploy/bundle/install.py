"""Installs taizhang from an offline bundle, takes an installation back to the version before, or makes one smaller.

Runs on the bare Python of the server, without network: ``python install.py [FOLDER]``, ``--back``, ``--prune VENV``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
USUAL = Path(r"C:\taizhang" if os.name == "nt" else "/opt/taizhang")
_MACHINES = {"win_amd64": "AMD64", "manylinux_x86_64": "x86_64", "manylinux_aarch64": "aarch64"}
_NEEDLESS = ("*.pyi", "*.pxd", "*.a", "*.h", "*.c", "*.cpp", "*.pyx")
_TESTED = ("numpy", "pandas", "lxml", "greenlet")
"""Libraries whose wheels bring their tests along."""


def told(text: str) -> None:
    """Say something to who installs, whatever the console can show."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def unfit() -> str:
    """Say why this bundle is not for this machine and this Python; "" where it is."""
    name, python = (HERE / "bundle.txt").read_text(encoding="ascii").split()
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    if own != python:
        return (
            f"本安装包用于 Python {python}，现在运行的是 Python {own}。请改用 Python {python}，或换用对应的安装包。"
        )
    if platform.machine() != _MACHINES[name] or (os.name == "nt") != name.startswith("win"):
        return f"本安装包用于 {name}，本机是 {platform.system()} {platform.machine()}。请换用对应的安装包。"
    return ""


def damaged() -> list[str]:
    """Give the files of the bundle that are missing or not what they were when it was made."""
    wrong = []
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        path = HERE / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            wrong.append(name)
    return wrong


def install(program: Path) -> int:
    """Install into a folder; what was installed there before stays beside, for ``take_back``."""
    for refused in (unfit(), "、".join(damaged())):
        if refused:
            told(refused if "安装包" in refused else f"安装包不完整，请重新拷贝。有误的文件：{refused}")
            return 2
    current, before = program / ".venv", program / ".venv-previous"
    program.mkdir(parents=True, exist_ok=True)
    if current.exists():
        shutil.rmtree(before, ignore_errors=True)
        try:
            current.rename(before)
        except OSError:
            told(f"{current} 正在使用。请先停止值守程序，再运行一次。")
            return 2
    try:
        told("正在安装，约需一两分钟……")
        # The bundle's own pip: the environment needs none, and the server may have none.
        venv.create(current, with_pip=False)
        python = python_of(current)
        wheels = sorted(map(str, (HERE / "wheels").glob("*.whl")))
        (pip,) = HERE.glob("pip-*.whl")
        call = [python, unpacked(pip, program) / "pip", "--disable-pip-version-check", "--isolated"]
        quiet = ["--quiet", "--no-warn-script-location", "--no-index", "--no-deps"]
        subprocess.run([*call, "install", *quiet, *wheels], check=True)
        subprocess.run([*call, "check"], check=True, stdout=sys.stderr)
        shutil.rmtree(program / ".pip", ignore_errors=True)
        prune(current)
        subprocess.run([python, "-I", "-m", "pipeline", "--version"], check=True)
    except (subprocess.CalledProcessError, OSError) as fault:
        shutil.rmtree(current, ignore_errors=True)
        if before.exists():
            before.rename(current)
        told(f"安装没有成功（{fault}）。" + ("已恢复原来的版本。" if current.exists() else ""))
        return 2
    for name in ("deploy", "docs", "CHANGELOG.md", "LICENSE"):
        if (HERE / name).resolve() == (program / name).resolve():
            continue
        if (HERE / name).is_dir():
            shutil.copytree(HERE / name, program / name, dirs_exist_ok=True)
        elif (HERE / name).exists():
            shutil.copy(HERE / name, program / name)
    told(f"已安装到 {program}。接着请看 {program / 'deploy' / 'README.md'}。")
    return 0


def unpacked(wheel: Path, program: Path) -> Path:
    """Unpack a wheel to run from: from within the archive it takes many times as long."""
    shutil.rmtree(program / ".pip", ignore_errors=True)
    shutil.unpack_archive(wheel, program / ".pip", "zip")
    return program / ".pip"


def take_back(program: Path) -> int:
    """Exchange the installed version and the one before it."""
    current, before, aside = program / ".venv", program / ".venv-previous", program / ".venv-aside"
    if not before.exists():
        told(f"{program} 中没有上一个版本。")
        return 2
    try:
        current.rename(aside)
    except OSError:
        told(f"{current} 正在使用。请先停止值守程序，再运行一次。")
        return 2
    before.rename(current)
    aside.rename(before)
    subprocess.run([python_of(current), "-I", "-m", "pipeline", "--version"], check=True)
    told("已换回上一个版本。再运行一次，可换回来。")
    return 0


def prune(environment: Path) -> None:
    """Remove from an environment what only developers of the libraries need: their tests, stubs and sources."""
    site = next(p for p in environment.rglob("site-packages") if p.is_dir())
    for name in _TESTED:
        for tests in [p for p in (site / name).rglob("tests") if p.is_dir()]:
            shutil.rmtree(tests)
    for pattern in _NEEDLESS:
        for path in site.rglob(pattern):
            path.unlink()


def python_of(environment: Path) -> Path:
    """Give the interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def main() -> int:
    """Do what is asked; returns the exit code."""
    parser = argparse.ArgumentParser(description="安装政务公开工作台账程序（不需要联网）")
    parser.add_argument("program", nargs="?", type=Path, default=USUAL, help=f"安装到哪个文件夹，默认 {USUAL}")
    parser.add_argument("--back", action="store_true", help="换回上一个版本")
    parser.add_argument("--prune", type=Path, metavar="VENV", help="只删去一个虚拟环境中运行时用不到的文件")
    asked = parser.parse_args()
    if asked.prune:
        prune(asked.prune)
        return 0
    return take_back(asked.program.absolute()) if asked.back else install(asked.program.absolute())


if __name__ == "__main__":
    sys.exit(main())
