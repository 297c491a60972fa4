"""The sections of taizhang.toml. Each setting carries what is said of it and, where the default is bare, an example.

From this follow the text of a new taizhang.toml, the reference in docs/ and the example told with a wrong value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A section of the settings; ``note`` is the Chinese text that stands above it in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    note: ClassVar[str] = ""


def _is_an_address(text: str) -> str:
    if text and not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", text):
        raise ValueError(f"所写的“{text}”不是邮箱地址")
    return text


_Address = Annotated[str, AfterValidator(_is_an_address)]
_Days = Annotated[int, Field(ge=0)]


class FolderSettings(Section):
    """Where files come and go, and with what rights the folders of units' receipts are made."""

    note: ClassVar[str] = (
        "收件夹、发件夹的位置和回执文件夹的权限。路径请用单引号，反斜杠照写即可；网络盘请写共享路径（\\\\服务器\\共享），\n"
        "不写盘符（Z: 等盘符只对登录的用户有效），运行程序的账户须对其有修改权限。data/ 必须留在本机磁盘上。\n"
        "权限各项只用于 Linux，已有的文件夹不作改动；Windows 请按 deploy/windows/README.md 设置。"
    )

    inbox: str = Field(
        default="", description="收件夹；不填为工作文件夹下的 inbox/", examples=[r"\\fileserver\台账\inbox"]
    )
    outbox: str = Field(
        default="", description="发件夹；不填为工作文件夹下的 outbox/", examples=[r"\\fileserver\台账\outbox"]
    )
    mode: Annotated[str, Field(pattern=r"^([0-7]{3,4})?$")] = Field(
        default="",
        description="新建回执文件夹的权限：属主可读写，本组只读，他人不可见；新文件沿用本组",
        examples=["2750"],
    )
    center_group: str = Field(default="", description="单位待确认、核定意见等文件夹归哪个组", examples=["tz-center"])
    groups: Mapping[str, str] = Field(
        default_factory=dict,
        description="各单位回执文件夹归哪个组",
        examples=[{"县财政局": "tz-czj", "县审计局": "tz-sjj"}],
    )


class GuardLimits(Section):
    """Limits on the child processes that open outside files."""

    note: ClassVar[str] = "打开来件的子进程的限额。一般无需改动。"

    memory_mib: int = Field(
        default=512, ge=256, description="每个子进程可用内存上限（MiB，不含启动时已占用的；拆读邮件时加倍）"
    )
    wall_seconds: float = Field(default=20.0, gt=0, description="单个文件用时上限（秒）")
    cpu_seconds: int = Field(default=20, gt=0, description="单个文件占用处理器时间上限（秒）")
    workers: int = Field(default=2, ge=1, le=64, description="子进程个数")


class TrustSource(StrEnum):
    """What it takes for a file to act for a unit."""

    PROOF = "proof"
    NAMED = "named"


class TrustSettings(Section):
    """Whose word counts: whether sources must be proved, and who may decide (anybody in inbox/核定/ where empty)."""

    note: ClassVar[str] = (
        '谁说了算。source 为 "proof" 时：放入本单位文件夹（inbox/单位名称/，共享权限只给该单位）的、\n'
        "登记邮箱经验证的、工作人员放入 inbox/核定/ 或用命令确认的来件，视为来源已核实；\n"
        "仅由文件自称的来件不能取代来源已核实的台账，须经确认。共享文件夹不能分单位设权限的，\n"
        '改为 "named"：以文件所写单位为准（空白、隐藏、内容大幅减少的台账仍须确认）。'
    )

    source: TrustSource = Field(default=TrustSource.PROOF, description="proof 或 named")
    officers: tuple[str, ...] = Field(
        default=(), description="可以核定的工作人员姓名；不填则不限", examples=[("李明", "王芳")]
    )


class MailSecurity(StrEnum):
    """How a connection to a mail server is protected."""

    SSL = "ssl"
    STARTTLS = "starttls"
    NONE = "none"


_ENCRYPTION = "加密方式：ssl、starttls 或 none（none 只可用于本机）"
_OWN_AUTHORITY = "服务器证书由自建机构签发时，填该机构证书的路径"


class MailAccount(Section):
    """What logging in to a mail server takes. The password comes from the environment or a file of its own."""

    host: str = Field(default="", description="服务器", examples=["mail.example.gov.cn"])
    security: MailSecurity = Field(default=MailSecurity.SSL, description=_ENCRYPTION)
    user: str = Field(default="", description="登录用户名", examples=["taizhang@example.gov.cn"])
    password_file: str = Field(default="", description="密码文件的文件名", examples=["mail.password"])
    ca_file: str = Field(default="", description=_OWN_AUTHORITY, examples=[r"D:\证书\ca.pem"])
    timeout_seconds: float = Field(default=30.0, gt=0, description="等待服务器答复的时间（秒）")


class ImapSettings(MailAccount):
    """The mailbox that ledgers are sent to; no host, no mailbox."""

    note: ClassVar[str] = (
        "收信：各单位把台账发到这个邮箱。不填 host 即不收邮件。\n"
        "密码（许多邮箱要求用“授权码”）不写在本文件里：可设环境变量 TAIZHANG_IMAP_PASSWORD，\n"
        "或另存为只有程序账户能读的文件（chmod 600），在 password_file 写明文件名。\n"
        "各单位的邮箱登记在 rules/ 下 units.csv 的 emails 栏；未登记的邮箱来件单独存放，不自动答复。"
    )

    host: str = Field(default="", description="收信服务器", examples=["imap.example.gov.cn"])
    port: int = Field(default=993, ge=1, le=65535, description="端口")
    password_file: str = Field(default="", description="密码文件的文件名", examples=["imap.password"])
    folder: str = Field(default="INBOX", description="收取哪个文件夹")
    done_folder: str = Field(
        default="", description="收取后移到哪个文件夹；不填则留在原处并标为已读", examples=["已收台账"]
    )
    poll_seconds: float = Field(default=120.0, gt=0, description="每隔多少秒收取一次（服务器支持即时通知时随到随收）")
    first_days: int = Field(default=30, ge=0, description="首次启用时，收取最近多少天的邮件")
    authserv_id: str = Field(
        default="",
        description="本单位邮件服务器在验证结果（Authentication-Results）中的名称；不填则邮件不作为来源依据",
        examples=["mx.example.gov.cn"],
    )
    strangers_mib_a_day: int = Field(
        default=200, ge=0, description="未登记邮箱的来信每天最多存多少 MiB，超过的留在邮箱并加标记，写入晨报"
    )


class SmtpSettings(MailAccount):
    """The server that mails are sent through; no host, no mails."""

    note: ClassVar[str] = (
        "发信：答复、催办提醒和晨报由这个邮箱发出。不填 host 即不发邮件。\n"
        "密码的放法同上，环境变量为 TAIZHANG_SMTP_PASSWORD。"
    )

    host: str = Field(default="", description="发信服务器", examples=["smtp.example.gov.cn"])
    port: int = Field(default=465, ge=1, le=65535, description="端口")
    password_file: str = Field(default="", description="密码文件的文件名", examples=["smtp.password"])
    address: _Address = Field(default="", description="发件地址，不填则同 user", examples=["taizhang@example.gov.cn"])
    name: str = Field(default="政务公开工作台账收集程序", description="发件人名称")
    center: tuple[_Address, ...] = Field(
        default=(),
        description="每个工作日的晨报发给谁；这些邮箱转来的台账视为已核实",
        examples=[("center@example.gov.cn",)],
    )
    answers_a_day: int = Field(default=10, ge=0, description="每天最多自动答复同一邮箱多少封")
    null_sender: bool = Field(default=True, description="自动答复使用空的退信地址，防止邮件往返")
    attach_workbook: bool = Field(default=True, description="晨报是否附上全县汇总表（含个人号码时一律不附）")
    workbook_link: str = Field(
        default="",
        description="汇总表所在位置，写入晨报，例如共享文件夹路径",
        examples=[r"\\fileserver\台账\outbox\汇总"],
    )
    keep_days: int = Field(default=180, ge=1, description="已发邮件的原文保留多少天")


class MailSettings(Section):
    """Both ways of the mail."""

    imap: ImapSettings = ImapSettings()
    smtp: SmtpSettings = SmtpSettings()


class ReminderSettings(Section):
    """When units are reminded; all numbers are days."""

    note: ClassVar[str] = "催办提醒：只在工作日发出，同一事项一天最多一次。"

    enabled: bool = Field(default=True, description="是否发催办提醒")
    send_at: time = Field(default=time(8, 0), description="夜间写好的邮件，早上几点发出")
    before_due: tuple[_Days, ...] = Field(default=(7, 3, 1), description="报送截止前多少天提醒（截止当天总会提醒）")
    overdue_every: int = Field(default=3, ge=1, description="逾期后每隔多少天提醒")
    errors_after: int = Field(default=3, ge=0, description="错误发现多少天仍未整改时提醒")
    errors_every: int = Field(default=7, ge=1, description="此后每隔多少天提醒")
    due_soon: tuple[_Days, ...] = Field(default=(14, 7, 1), description="任务到期前多少天提醒")
