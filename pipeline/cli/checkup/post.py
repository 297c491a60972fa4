"""Checks of the mail: passwords and their files, encryption, logging in to both servers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pipeline.cli.checkup.finding import Finding
from pipeline.settings import Settings, SettingsError
from pipeline.settings.sections import ImapSettings, SmtpSettings

_WARNED_DAYS = 30


def accounts(settings: Settings) -> Iterator[Finding]:
    """Tell whether the passwords can be read, by the program alone, and go encrypted."""
    from pipeline.settings.passwords import read_password

    text = (settings.root / "taizhang.toml").read_text(encoding="utf-8-sig")
    if os.name != "nt" and "://" in settings.database and "@" in settings.database and "database" in text:
        mode = (settings.root / "taizhang.toml").stat().st_mode
        if mode & 0o077:
            advice = f"请改用环境变量 TAIZHANG_DATABASE，或运行：chmod 600 {settings.root / 'taizhang.toml'}"
            yield Finding("bad", "密码", "taizhang.toml 中写有数据库密码，而其他用户能读取", advice)
    for name, account, unusable in _set_up(settings):
        if unusable:
            yield Finding("bad", f"邮箱账号（{name}）", unusable, _advice_of_systemd())
        elif account.user and not read_password(settings.root, account, name):
            advice = f"请设环境变量 TAIZHANG_{name.upper()}_PASSWORD，或在 password_file 写明密码文件。"
            yield Finding("bad", f"邮箱账号（{name}）", "没有设置密码", advice)
        if account.security.value == "none" and account.host not in ("localhost", "127.0.0.1", "::1"):
            advice = '请设 security = "ssl" 或 "starttls"，否则密码在网络上明文传送。'
            yield Finding("bad", f"邮件加密（{name}）", "未加密", advice)


def _set_up(settings: Settings) -> Iterator[tuple[str, ImapSettings | SmtpSettings, str]]:
    """Give the accounts that are set, each with its name and what keeps it from being used ("" if nothing)."""
    from pipeline.wiring import mail_server, mailbox_access

    if settings.mail.imap.host:
        yield "imap", settings.mail.imap, mailbox_access(settings).unusable
    if settings.mail.smtp.host:
        try:
            yield "smtp", settings.mail.smtp, mail_server(settings).unusable
        except SettingsError as wrong:
            yield "smtp", settings.mail.smtp, str(wrong)


def log_in(settings: Settings) -> Iterator[Finding]:
    """Log in to both servers."""
    from pipeline.mail.fetching.mailbox import Mailbox, MailboxError
    from pipeline.mail.letters.server import DelayedError, SmtpSession
    from pipeline.wiring import mail_server, mailbox_access

    usable = {name: not unusable for name, _, unusable in _set_up(settings)}
    if not usable:
        yield Finding("good", "邮件", "没有启用")
    advice = "请检查 taizhang.toml 的 [mail] 各项、网络和账号；确认邮箱已开启 IMAP/SMTP 服务。"
    if usable.get("imap"):
        try:
            with Mailbox(mailbox_access(settings)) as mailbox:
                how = "支持即时通知" if mailbox.can_idle else f"每{settings.mail.imap.poll_seconds:g}秒收取一次"
                ends = mailbox.certificate_ends
            yield Finding("good", "收信", f"{settings.mail.imap.user} 登录成功，{how}")
            yield from certificate("收信", ends, datetime.now(settings.zone))
        except MailboxError as fault:
            yield Finding("bad", "收信", str(fault), advice)
    if usable.get("smtp"):
        try:
            with SmtpSession(mail_server(settings)) as session:
                session.check()
                ends = session.certificate_ends
            yield Finding("good", "发信", f"{settings.mail.smtp.user or settings.mail.smtp.address} 登录成功")
            yield from certificate("发信", ends, datetime.now(settings.zone))
        except DelayedError as fault:
            yield Finding("bad", "发信", str(fault), advice)
        if not settings.mail.smtp.center:
            yield Finding("warning", "晨报", "没有收件人", "请在 [mail.smtp] 的 center 填写汇总单位工作人员的邮箱。")


def certificate(name: str, ends: datetime | None, now: datetime) -> Iterator[Finding]:
    """Tell how long a server's certificate still holds: after its end no mail comes or goes."""
    if ends is None:
        return
    days = (ends - now).days
    text = f"有效期至 {ends.astimezone(now.tzinfo):%Y-%m-%d}（还有{days}天）"
    if days >= _WARNED_DAYS:
        yield Finding("good", f"邮件服务器证书（{name}）", text)
    else:
        advice = "请提醒邮件服务器的管理单位及时换发；到期后不能收发邮件。自建机构的证书换新后，同时更新 ca_file。"
        yield Finding("warning", f"邮件服务器证书（{name}）", text, advice)


def _advice_of_systemd() -> str:
    by_hand = "CREDENTIALS_DIRECTORY" not in os.environ and Path("/run/systemd/system").is_dir()
    return "密码由 systemd 交给程序的，请改用 systemctl start taizhang-once@doctor 检查。" if by_hand else ""
