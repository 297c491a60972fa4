"""The settings of one installation. Nothing else reads them from the environment or taizhang.toml."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

SETTINGS_FILE = "taizhang.toml"
ENVIRONMENT_PREFIX = "TAIZHANG_"


class SettingsError(Exception):
    """The settings cannot be used; the text says, in Chinese, which one and what to do."""


class GuardLimits(BaseModel):
    """Limits on the child processes that open outside files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    memory_mib: int = Field(default=512, ge=256)
    wall_seconds: float = Field(default=20.0, gt=0)
    cpu_seconds: int = Field(default=20, gt=0)
    workers: int = Field(default=2, ge=1, le=64)


class MailSecurity(StrEnum):
    """How a connection to a mail server is protected."""

    SSL = "ssl"
    STARTTLS = "starttls"
    NONE = "none"


class _MailAccount(BaseModel):
    """What logging in to a mail server takes. The password comes from the environment or a file of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = ""
    security: MailSecurity = MailSecurity.SSL
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    timeout_seconds: float = Field(default=30.0, gt=0)


def _is_an_address(text: str) -> str:
    if text and not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", text):
        raise ValueError(f"所写的“{text}”不是邮箱地址")
    return text


_Address = Annotated[str, AfterValidator(_is_an_address)]


class ImapSettings(_MailAccount):
    """The mailbox that ledgers are sent to; no host, no mailbox."""

    port: int = Field(default=993, ge=1, le=65535)
    folder: str = "INBOX"
    done_folder: str = ""
    poll_seconds: float = Field(default=120.0, gt=0)
    first_days: int = Field(default=30, ge=0)
    authserv_id: str = ""
    strangers_mib_a_day: int = Field(default=200, ge=0)


class SmtpSettings(_MailAccount):
    """The server that mails are sent through; no host, no mails."""

    port: int = Field(default=465, ge=1, le=65535)
    address: _Address = ""
    name: str = "政务公开工作台账收集程序"
    center: tuple[_Address, ...] = ()
    answers_a_day: int = Field(default=10, ge=0)
    null_sender: bool = True
    attach_workbook: bool = True
    workbook_link: str = ""
    keep_days: int = Field(default=180, ge=1)


class MailSettings(BaseModel):
    """Both ways of the mail."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    imap: ImapSettings = ImapSettings()
    smtp: SmtpSettings = SmtpSettings()


class ReminderSettings(BaseModel):
    """When units are reminded; all numbers are days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = True
    send_at: time = time(8, 0)
    before_due: tuple[Annotated[int, Field(ge=0)], ...] = (7, 3, 1)
    overdue_every: int = Field(default=3, ge=1)
    errors_after: int = Field(default=3, ge=0)
    errors_every: int = Field(default=7, ge=1)
    due_soon: tuple[Annotated[int, Field(ge=0)], ...] = (14, 7, 1)


class TrustSource(StrEnum):
    """What it takes for a file to act for a unit."""

    PROOF = "proof"
    NAMED = "named"


class TrustSettings(BaseModel):
    """Whose word counts: whether sources must be proved, and who may decide (anybody in inbox/核定/ where empty)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: TrustSource = TrustSource.PROOF
    officers: tuple[str, ...] = ()


class FolderSettings(BaseModel):
    """With what rights the folders of units' receipts are made; what is there already is left as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Annotated[str, Field(pattern=r"^([0-7]{3,4})?$")] = ""
    center_group: str = ""
    groups: Mapping[str, str] = Field(default_factory=dict)


class Settings(BaseModel):
    """One installation. Folders are absolute; durations are in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: Path
    plan: str = ""
    database: str = ""
    time_zone: str = "Asia/Shanghai"
    settle_seconds: float = Field(default=3.0, ge=0)
    rescan_seconds: float = Field(default=60.0, gt=0)
    poll: bool = False
    nightly_at: time = time(1, 30)
    keep_daily_copies: int = Field(default=60, ge=1)
    largest_file_mib: int = Field(default=50, ge=1)
    keep_backups: int = Field(default=30, ge=1)
    keep_backup_days: int = Field(default=90, ge=0)
    guard: GuardLimits = GuardLimits()
    mail: MailSettings = MailSettings()
    reminders: ReminderSettings = ReminderSettings()
    trust: TrustSettings = TrustSettings()
    folders: FolderSettings = FolderSettings()

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            raise ValueError('不是时区的标准名称；北京时间应填写 "Asia/Shanghai"') from unknown
        return name

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


_SECTIONS = frozenset({"root", "guard", "mail", "reminders", "trust", "folders"})
"""What cannot be said in one word of the environment."""


def read_password(root: Path, account: _MailAccount, name: str) -> str:
    """Give the password of a mail account: ``TAIZHANG_<NAME>_PASSWORD`` in the environment, else from its file.

    The file is one line. A relative path is looked for among the credentials that systemd hands over, then below the
    working folder. Others than the owner may not read it. Raises ``SettingsError``.
    """
    password = os.environ.get(f"{ENVIRONMENT_PREFIX}{name.upper()}_PASSWORD")
    if password is not None:
        return password
    if not account.password_file:
        return ""
    handed_over = Path(os.environ.get("CREDENTIALS_DIRECTORY", root)) / account.password_file
    by_system = "CREDENTIALS_DIRECTORY" in os.environ and handed_over.exists()
    path = handed_over if by_system else root / account.password_file
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError as absent:
        raise SettingsError(f"密码文件 {path} 不存在。请检查 [mail.{name}] 的 password_file。") from absent
    except PermissionError as closed:
        said = f"当前账户不能读取密码文件 {path}。请用运行值守程序的账户操作，或检查该文件的属主。"
        raise SettingsError(said) from closed
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingsError(f"密码文件 {path} 无法读取（{fault}）。请重新写入密码，存为 UTF-8 编码。") from fault
    if os.name != "nt" and not by_system and mode & 0o077:
        raise SettingsError(f"密码文件 {path} 的权限过宽，其他用户也能读取。请运行：chmod 600 {path}")
    return text


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
            raise SettingsError(f"设置文件 {path} {_where_broken(broken)}") from broken
    for name in Settings.model_fields:
        text = os.environ.get(ENVIRONMENT_PREFIX + name.upper())
        if text is not None and name not in _SECTIONS:
            values[name] = text
    try:
        return Settings.model_validate({**values, "root": root.resolve()})
    except ValidationError as invalid:
        raise SettingsError(f"设置文件 {path} 有误：{_said(invalid.errors()[0])}。请改正后重试。") from invalid


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


def _where_broken(broken: ValueError) -> str:
    """Say where a settings file is not valid TOML, and what to look for."""
    if isinstance(broken, UnicodeDecodeError):
        return "不是 UTF-8 编码的文本，无法读取。请用记事本打开，另存为 UTF-8 编码后重试。"
    found = re.search(r"line (\d+)", str(broken))
    place = f"第{found[1]}行" if found else "末尾"
    return (
        f"{place}书写有误，无法读取。请检查该处的引号、等号和方括号是否齐全，同一项是否写了两次；"
        "文字须用英文双引号括起来，是否类的值写 true 或 false。"
    )


_WORDS = {
    "extra_forbidden": "没有这项设置，请检查拼写和所在的节",
    "missing": "没有填写",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "enum": "只能填写{expected}",
    "bool": "应填写 true 或 false",
    "int": "应填写整数",
    "float": "应填写数字",
    "string_pattern_mismatch": '应填写权限数字，例如 "2750"',
    "string": "应填写文字，并加英文引号",
    "time": '应填写时间，例如 "01:30"',
    "tuple": "应填写列表，放在方括号内，例如 [7, 3, 1]",
    "model": "应是一节，例如 [mail.imap]",
}
"""What may be wrong with a value, by pydantic's name for it, or by the first word of that."""


def _said(error: ErrorDetails) -> str:
    """Say in Chinese which setting is wrong and how it should be."""
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "value_error":
        words = str(error["ctx"]["error"])
    elif error["type"] == "extra_forbidden" and error["loc"][-1] == "password":
        words = "密码不能写在本文件里，请设环境变量，或另存为文件并在 password_file 写明文件名"
    else:
        known = _WORDS.get(error["type"]) or _WORDS.get(error["type"].partition("_")[0])
        words = known.format(**error.get("ctx", {})) if known else error["msg"]
    return f"“{where}”{words.replace(' or ', ' 或 ')}"


def default_settings_text() -> str:
    """Give the text of a new installation's taizhang.toml: every setting with its default, commented out."""
    return (Path(__file__).parent / "default_settings.toml").read_text(encoding="utf-8")
