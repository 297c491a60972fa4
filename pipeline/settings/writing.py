"""What the program itself puts into taizhang.toml: the plan in force, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.settings import ENVIRONMENT_PREFIX, SETTINGS_FILE, SettingsError
from pipeline.settings.reading import read_settings


def name_plan(root: Path, plan: str) -> None:
    """Name the plan in force in ``taizhang.toml``; comments and all other settings stay. Raises ``SettingsError``."""
    from tomlkit import dumps, parse

    from pipeline.store.archive import write_durably

    read_settings(root)  # tells what is wrong with the file, if anything is
    if os.environ.get(f"{ENVIRONMENT_PREFIX}PLAN"):
        raise SettingsError(f"现行方案由环境变量 {ENVIRONMENT_PREFIX}PLAN 指定，不能另行写明。请先取消该变量。")
    path = root / SETTINGS_FILE
    document = parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")
    document["plan"] = plan
    write_durably(path, dumps(document).encode())
