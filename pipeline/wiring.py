"""Joins the settings to the real folders, register and clock. The one place that does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings import SETTINGS_FILE, Settings, SettingsError, read_password, read_settings

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from pipeline.flow.installation import Installation
    from pipeline.flow.post import Post
    from pipeline.intake.mailbox import MailboxAccess
    from pipeline.notices import MailServer

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
        root = working_folder()
    except SettingsError:
        settings = None  # outside of any working folder the project's own rules hold
    else:
        settings = read_settings(root)
    if name and Path(name).is_dir():
        return Path(name)
    for base in ([settings.root] if settings else []) + [PROJECT]:
        wanted = base / "rules" / name if name else (settings or Settings(root=base)).rules
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
        raise SettingsError(
            f"在 {settings.root / 'rules'} 中找不到方案数据（应有一个含 plan.toml 的文件夹）。"
            f"请从备份恢复，或检查 {SETTINGS_FILE} 中的 plan。"
        )
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
        keep_backups=settings.keep_backups,
        post=_post(settings),
    )


def _post(settings: Settings) -> Post | None:
    """Put the mail side together; None where neither a mailbox nor a server is set."""
    imap, smtp = settings.mail.imap, settings.mail.smtp
    if not imap.host and not smtp.host:
        return None
    from pipeline.flow.post import Post
    from pipeline.notices import ReminderRules
    from pipeline.store import Archive

    rules = settings.reminders
    return Post(
        mailbox=mailbox_access(settings) if imap.host else None,
        server=mail_server(settings) if smtp.host else None,
        outgoing=Archive(settings.data / "outgoing"),
        texts=settings.root / "templates",
        first_days=imap.first_days,
        largest_mail=(settings.largest_file_mib << 20) * 2,
        center=smtp.center,
        answers_a_day=smtp.answers_a_day,
        morning=rules.send_at,
        keep_days=smtp.keep_days,
        attach_workbook=smtp.attach_workbook,
        workbook_link=smtp.workbook_link,
        rules=ReminderRules(
            enabled=rules.enabled,
            before_due=rules.before_due,
            overdue_every=rules.overdue_every,
            errors_after=rules.errors_after,
            errors_every=rules.errors_every,
            due_soon=rules.due_soon,
        ),
    )


def mailbox_access(settings: Settings) -> MailboxAccess:
    """Give the mailbox of the settings with its password. Raises ``SettingsError``."""
    from pipeline.intake.mailbox import MailboxAccess

    imap = settings.mail.imap
    return MailboxAccess(
        host=imap.host,
        port=imap.port,
        security=imap.security.value,
        user=imap.user,
        password=read_password(settings.root, imap, "imap"),
        folder=imap.folder,
        done_folder=imap.done_folder,
        timeout=imap.timeout_seconds,
        ca_file=settings.root / imap.ca_file if imap.ca_file else None,
    )


def mail_server(settings: Settings) -> MailServer:
    """Give the mail server of the settings with its password. Raises ``SettingsError``."""
    from pipeline.notices import MailServer

    smtp = settings.mail.smtp
    address = smtp.address or smtp.user
    if "@" not in address:
        raise SettingsError(f"{SETTINGS_FILE} 的 [mail.smtp] 缺少发件地址，请填写 address。")
    return MailServer(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security.value,
        user=smtp.user,
        password=read_password(settings.root, smtp, "smtp"),
        address=address,
        name=smtp.name,
        timeout=smtp.timeout_seconds,
        ca_file=settings.root / smtp.ca_file if smtp.ca_file else None,
        null_sender=smtp.null_sender,
    )


def open_logbook(installation: Installation) -> AbstractContextManager[logging.Logger]:
    """Open the log of an installation; its passwords are kept out of it."""
    from pipeline.flow.logbook import logbook

    post = installation.post
    accounts = (post.mailbox, post.server) if post is not None else ()
    secrets = [account.password for account in accounts if account is not None]
    zone = installation.clock().tzinfo
    assert zone is not None
    return logbook(installation.root / "data" / "logs", zone, secrets)


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
