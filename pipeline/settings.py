"""The settings of one installation. Nothing else reads the environment or taizhang.toml."""

from __future__ import annotations

import os
import tomllib
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

SETTINGS_FILE = "taizhang.toml"
ENVIRONMENT_PREFIX = "TAIZHANG_"


class SettingsError(Exception):
    """The settings cannot be used; the text says, in Chinese, which one and what to do."""


class GuardLimits(BaseModel):
    """Limits on the child processes that open outside files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    memory_mib: int = Field(default=1024, ge=256)
    wall_seconds: float = Field(default=30.0, gt=0)
    cpu_seconds: int = Field(default=30, gt=0)
    workers: int = Field(default=2, ge=1, le=64)


class Settings(BaseModel):
    """One installation. Folders are absolute; durations are in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: Path
    plan: str = "yiyuan-2022"
    database: str = ""
    time_zone: str = "Asia/Shanghai"
    settle_seconds: float = Field(default=3.0, ge=0)
    rescan_seconds: float = Field(default=60.0, gt=0)
    poll: bool = False
    nightly_at: time = time(1, 30)
    keep_daily_copies: int = Field(default=60, ge=1)
    largest_file_mib: int = Field(default=50, ge=1)
    guard: GuardLimits = GuardLimits()

    @property
    def inbox(self) -> Path:
        """Where departments drop their files."""
        return self.root / "inbox"

    @property
    def outbox(self) -> Path:
        """Where receipts and the county workbook are published."""
        return self.root / "outbox"

    @property
    def rules(self) -> Path:
        """The folder of the plan."""
        return self.root / "rules" / self.plan

    @property
    def data(self) -> Path:
        """The program's own folder: register, archive, logs."""
        return self.root / "data"

    @property
    def database_url(self) -> str:
        """The register's address in SQLAlchemy's form; SQLite under data/ unless set."""
        return self.database or f"sqlite:///{self.data / 'register.sqlite3'}"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days begin and files count as late."""
        return ZoneInfo(self.time_zone)


def read_settings(root: Path) -> Settings:
    """Read ``taizhang.toml`` in a working folder; ``TAIZHANG_<NAME>`` in the environment wins over it.

    A folder without the file has the defaults. Raises ``SettingsError`` with a Chinese text.
    """
    path = root / SETTINGS_FILE
    values: dict[str, object] = {}
    if path.exists():
        try:
            values = dict(tomllib.loads(path.read_text(encoding="utf-8-sig")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
            raise SettingsError(f"设置文件 {path} 无法读取：{broken}。请按说明修改后重试。") from broken
    for name in Settings.model_fields:
        text = os.environ.get(ENVIRONMENT_PREFIX + name.upper())
        if text is not None and name not in ("root", "guard"):
            values[name] = text
    try:
        return Settings.model_validate({**values, "root": root.resolve()})
    except ValidationError as invalid:
        first = invalid.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"设置文件 {path} 中“{where}”的值不正确（{first['msg']}）。请改正后重试。") from invalid


DEFAULT_SETTINGS_TEXT = """\
# 县大数据中心台账收集程序的设置。删去行首的“#”即可启用该项。
plan = "yiyuan-2022"            # 采用 rules/ 下的哪一套方案
# database = ""                 # 登记库地址，默认为 data/register.sqlite3
# time_zone = "Asia/Shanghai"   # 时区
# settle_seconds = 3.0          # 文件静止多少秒后才收取
# rescan_seconds = 60.0         # 每隔多少秒全面检查一次收件夹
# poll = false                  # 收件夹在网络盘上时改为 true
# nightly_at = "01:30:00"       # 每晚汇总的时间
# keep_daily_copies = 60        # 历史汇总表保留份数
# largest_file_mib = 50         # 单个文件大小上限（MiB）

[guard]
# memory_mib = 1024             # 打开来件的子进程内存上限（MiB）
# wall_seconds = 30.0           # 单个文件用时上限（秒）
# workers = 2                   # 子进程个数
"""
