"""The settings of one installation. Nothing else reads them from the environment or taizhang.toml."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from pipeline.settings.sections import (
    FolderSettings,
    GuardLimits,
    MailSettings,
    ReminderSettings,
    Section,
    TrustSettings,
)

SETTINGS_FILE = "taizhang.toml"
ENVIRONMENT_PREFIX = "TAIZHANG_"


class SettingsError(Exception):
    """The settings cannot be used; the text says, in Chinese, which one and what to do."""


class Settings(Section):
    """One installation. Folders are absolute; durations are in seconds."""

    note: ClassVar[str] = "台账收集程序的设置。删去行首的“#”即可启用该项。"

    root: Path
    plan: str = Field(
        default="",
        description="采用 rules/ 下的哪一套方案；不填则采用名称排在最后（即最新年度）的一套",
        examples=["yiyuan-2022"],
    )
    database: str = Field(
        default="",
        description="登记库地址，默认为 data/register.sqlite3；用 PostgreSQL 的见 deploy/README.md",
        examples=["postgresql+psycopg://taizhang@127.0.0.1:5432/taizhang"],
    )
    time_zone: str = Field(default="Asia/Shanghai", description="时区")
    settle_seconds: float = Field(default=3.0, ge=0, description="文件静止多少秒后才收取")
    rescan_seconds: float = Field(default=60.0, gt=0, description="每隔多少秒全面检查一次收件夹")
    poll: bool = Field(default=False, description="网络盘会自动识别并改用轮询；识别不出时改为 true")
    nightly_at: time = Field(default=time(1, 30), description="每晚汇总的时间")
    keep_daily_copies: int = Field(
        default=60, ge=1, description="历史汇总表保留份数（其所链接的“来源”原件副本同时保留）"
    )
    largest_file_mib: int = Field(default=50, ge=1, description="单个文件大小上限（MiB）")
    keep_backups: int = Field(default=30, ge=1, description="登记库备份至少保留多少份")
    keep_backup_days: int = Field(default=90, ge=0, description="多少天以内的备份一律保留")
    keep_receipt_days: int = Field(
        default=0,
        ge=0,
        description="超过多少天的回执从发件夹清除，0 为一律保留；各单位最新的和现行台账的回执不清除",
    )
    folders: FolderSettings = FolderSettings()
    guard: GuardLimits = GuardLimits()
    trust: TrustSettings = TrustSettings()
    mail: MailSettings = MailSettings()
    reminders: ReminderSettings = ReminderSettings()

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise ValueError("不是时区的标准名称；北京时间应填写 Asia/Shanghai") from unknown
        return name

    @property
    def inbox(self) -> Path:
        """Where departments drop their files."""
        return self.root / (self.folders.inbox or "inbox")

    @property
    def outbox(self) -> Path:
        """Where receipts and the county workbook are published."""
        return self.root / (self.folders.outbox or "outbox")

    @property
    def rules(self) -> Path:
        """The folder of the plan: the one that is set, else the last by name, which is the newest year's."""
        folder = self.root / "rules"
        if self.plan or not folder.is_dir():
            return folder / self.plan
        return max((plan for plan in folder.iterdir() if (plan / "plan.toml").exists()), default=folder / "-")

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
