"""Joins the settings to the real folders, register and clock. The one place that does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings import SETTINGS_FILE, Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.flow.installation import Installation

PROJECT = Path(__file__).resolve().parent.parent


def working_folder(start: Path | None = None) -> Path:
    """Find the working folder: the given one, or the nearest upwards from here that has a taizhang.toml.

    Raises ``SettingsError`` where there is none.
    """
    if start is not None:
        if not (start / SETTINGS_FILE).exists():
            raise SettingsError(f"{start} 不是工作文件夹（缺少 {SETTINGS_FILE}）。请先运行：taizhang init {start}")
        return start
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).exists():
            return folder
    raise SettingsError(
        f"当前文件夹及其上级都不是工作文件夹（缺少 {SETTINGS_FILE}）。"
        "请先运行 taizhang init 建立，或用 --dir 指明工作文件夹。"
    )


def rules_folder(name: str = "") -> Path:
    """Find the rules to check against: those of the working folder around here, else those of the project."""
    try:
        settings = read_settings(working_folder())
    except SettingsError:
        settings = None
    if name and Path(name).is_dir():
        return Path(name)
    for base in ([settings.root] if settings else []) + [PROJECT]:
        wanted = base / "rules" / (name or (settings.plan if settings else Settings(root=base).plan))
        if wanted.is_dir():
            return wanted
    raise SettingsError(f"找不到方案数据（rules/{name}）。请检查 rules/ 文件夹，或用 --rules 指明。")


def open_installation(root: Path, clock: Callable[[], datetime] | None = None) -> Installation:
    """Open a working folder. The caller closes its register."""
    from pipeline.flow.installation import Installation
    from pipeline.intake import Inbox, Limits
    from pipeline.store import Archive, Register

    settings = read_settings(root)
    if not settings.rules.is_dir():
        raise SettingsError(f"找不到方案数据 {settings.rules}。请检查 {SETTINGS_FILE} 中的 plan 和 rules/ 文件夹。")
    settings.data.mkdir(parents=True, exist_ok=True)
    now = clock or (lambda: datetime.now(settings.zone).replace(microsecond=0))
    return Installation(
        root=settings.root,
        rules=settings.rules,
        outbox=settings.outbox,
        inbox=Inbox(settings.inbox, settings.settle_seconds, settings.largest_file_mib << 20),
        inbox_folder=settings.inbox,
        register=Register(settings.database_url),
        archive=Archive(settings.data / "archive"),
        limits=Limits(settings.guard.memory_mib, settings.guard.wall_seconds, settings.guard.cpu_seconds),
        workers=settings.guard.workers,
        keep_daily_copies=settings.keep_daily_copies,
        clock=now,
    )


@contextmanager
def working_lock(root: Path) -> Iterator[None]:
    """Hold the working folder alone. Raises ``SettingsError`` where another process works on it."""
    from filelock import FileLock, Timeout

    (root / "data").mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / "data" / "service.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as held:
        raise SettingsError(f"{root} 正由另一个程序处理（值守或汇总），请等它结束，或先停止值守后重试。") from held
    try:
        yield
    finally:
        lock.release()
