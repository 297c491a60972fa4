"""Where things lie: the working folder around here, the rules in force, what the program brings along."""

from __future__ import annotations

from pathlib import Path

from pipeline.settings import SETTINGS_FILE, Settings, SettingsError
from pipeline.settings.reading import read_settings

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "shipped"
SHIPPED = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
"""Where the plans and the blank ledger lie that the program brings along: in the package, or in the checkout."""


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


def rules_folder(name: str = "", start: Path | None = None) -> Path:
    """Find the rules to check against: those of the working folder around here, else those of the project.

    ``start`` is the working folder where one is named; ``name`` the rules where others than its own are meant.
    """
    try:
        root = working_folder(start)
    except SettingsError:
        settings = None  # outside of any working folder the project's own rules hold
    else:
        settings = read_settings(root)
    if name and Path(name).is_dir():
        return Path(name)
    for base in ([settings.root] if settings else []) + [SHIPPED]:
        wanted = base / "rules" / name if name else (settings or Settings(root=base)).rules
        if wanted.is_dir():
            return wanted
    raise SettingsError(f"找不到方案数据（rules/{name}）。请检查 rules/ 文件夹，或用 --rules 指明。")


def would_be_in_force(folder: Path) -> bool:
    """Say whether a rules folder at this place would be the plan in force from the moment that it stands there."""
    rules = folder.resolve().parent
    if rules.name != "rules" or not (rules.parent / SETTINGS_FILE).is_file():
        return False
    settings = read_settings(rules.parent)
    return settings.plan == folder.name or (not settings.plan and folder.name >= settings.rules.name)
