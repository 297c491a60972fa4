"""Joins the settings to the real folders, register and clock. The one place that does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.settings import SETTINGS_FILE, Settings, SettingsError
from pipeline.settings.passwords import read_password
from pipeline.settings.places import SHIPPED
from pipeline.settings.reading import read_settings
from pipeline.settings.sections import ImapSettings, SmtpSettings, TrustSource

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from pipeline.flow.installation import Installation
    from pipeline.mail.fetching.mailbox import MailboxAccess
    from pipeline.mail.letters.server import MailServer
    from pipeline.mail.post import Post
    from pipeline.store.register import Register


def open_installation(root: Path, clock: Callable[[], datetime] | None = None) -> Installation:
    """Open a working folder. The caller closes its register."""
    from pipeline.county.letters.writing import LetterTemplates
    from pipeline.flow.installation import FolderRights, Installation
    from pipeline.guard.child import Limits
    from pipeline.guard.inbox import Inbox
    from pipeline.store.archive import Archive
    from pipeline.store.identity import StrangeRegisterError, ensure_ours

    settings = read_settings(root)
    if not settings.rules.is_dir():
        raise SettingsError(
            f"在 {settings.root / 'rules'} 中找不到方案数据（应有一个含 plan.toml 的文件夹）。"
            f"请从备份恢复，或检查 {SETTINGS_FILE} 中的 plan。"
        )
    settings.data.mkdir(mode=0o750, parents=True, exist_ok=True)
    was_there = bool(settings.database) or (settings.data / "register.sqlite3").exists()
    register = open_register(settings)
    try:
        ensure_ours(register, settings.data, was_there=was_there)
    except StrangeRegisterError as strange:
        register.close()
        if not was_there:
            (settings.data / "register.sqlite3").unlink(missing_ok=True)
        raise SettingsError(str(strange)) from strange
    now = clock or (lambda: datetime.now(settings.zone).replace(microsecond=0))
    return Installation(
        root=settings.root,
        rules=settings.rules,
        outbox=settings.outbox,
        inbox=Inbox(settings.inbox, settings.settle_seconds, settings.largest_file_mib << 20),
        inbox_folder=settings.inbox,
        register=register,
        archive=Archive(settings.data / "archive"),
        letter_templates=LetterTemplates(settings.root / "templates" / "letters", SHIPPED / "templates" / "letters"),
        limits=Limits(settings.guard.memory_mib, settings.guard.wall_seconds, settings.guard.cpu_seconds),
        workers=settings.guard.workers,
        keep_daily_copies=settings.keep_daily_copies,
        clock=now,
        keep_backups=settings.keep_backups,
        keep_backup_days=settings.keep_backup_days,
        keep_receipt_days=settings.keep_receipt_days,
        post=_post(settings),
        trusts_names=settings.trust.source is TrustSource.NAMED,
        officers=settings.trust.officers,
        rights=FolderRights(
            int(settings.folders.mode, 8) if settings.folders.mode else None,
            settings.folders.groups,
            settings.folders.center_group,
        ),
    )


def open_register(settings: Settings) -> Register:
    """Open the register of the settings. Raises ``SettingsError`` where its address cannot be used."""
    from sqlalchemy.exc import ArgumentError

    from pipeline.store.database import RegisterError
    from pipeline.store.register import Register
    from pipeline.store.upgrade import UnfitRegisterError

    try:
        return Register(settings.database_url)
    except UnfitRegisterError as unfit:
        raise SettingsError(str(unfit)) from unfit
    except ImportError as absent:
        # psycopg itself says no name where only the library below it is missing.
        wanted = "'psycopg[binary]'" if absent.name in (None, "psycopg") else absent.name
        said = f"database 所写的数据库需要的组件尚未安装。请运行：pip install {wanted}"
        raise SettingsError(said) from absent
    except ArgumentError as unknown:
        said = (
            f"{SETTINGS_FILE} 中 database 的地址格式不正确，请按“类型://账号:密码@主机/库名”填写，"
            "如 postgresql+psycopg://taizhang:密码@127.0.0.1/taizhang。"
        )
        raise SettingsError(said) from unknown
    except RegisterError as fault:
        if fault.on_server:
            said = (
                f"{fault.strerror}。请检查数据库服务是否在运行，{SETTINGS_FILE} 中 database 的地址、账号、密码"
                "是否正确，该账号能否在库中建表；详见 deploy/README.md“使用 PostgreSQL”。"
            )
            raise SettingsError(said) from fault
        if not fault.damaged:
            raise
        backups = settings.data / "backup"
        said = f"登记库已损坏。请停止程序，运行 taizhang restore-backup {backups} 用最新的备份恢复，然后重新启动。"
        raise SettingsError(said) from fault


def _post(settings: Settings) -> Post | None:
    """Put the mail side together; None where neither a mailbox nor a server is set."""
    imap, smtp = settings.mail.imap, settings.mail.smtp
    if not imap.host and not smtp.host:
        return None
    from pipeline.mail.letters.matters import ReminderRules
    from pipeline.mail.post import Post
    from pipeline.store.archive import Archive

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
        authserv_id=imap.authserv_id,
        strangers_a_day=imap.strangers_mib_a_day << 20,
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
    """Give the mailbox of the settings with its password."""
    from pipeline.mail.fetching.mailbox import MailboxAccess

    imap = settings.mail.imap
    password, ca_file, unusable = _credentials(settings, imap, "imap")
    return MailboxAccess(
        host=imap.host,
        port=imap.port,
        security=imap.security.value,
        user=imap.user,
        password=password,
        folder=imap.folder,
        done_folder=imap.done_folder,
        timeout=imap.timeout_seconds,
        ca_file=ca_file,
        unusable=unusable,
    )


def mail_server(settings: Settings) -> MailServer:
    """Give the mail server of the settings with its password. Raises ``SettingsError``."""
    from pipeline.mail.letters.server import MailServer

    smtp = settings.mail.smtp
    address = smtp.address or smtp.user
    if "@" not in address:
        raise SettingsError(f"{SETTINGS_FILE} 的 [mail.smtp] 缺少发件地址，请填写 address。")
    password, ca_file, unusable = _credentials(settings, smtp, "smtp")
    return MailServer(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security.value,
        user=smtp.user,
        password=password,
        address=address,
        name=smtp.name,
        timeout=smtp.timeout_seconds,
        ca_file=ca_file,
        null_sender=smtp.null_sender,
        unusable=unusable,
    )


def _credentials(settings: Settings, account: ImapSettings | SmtpSettings, name: str) -> tuple[str, Path | None, str]:
    """Give password and certificate of an account, and what keeps it from being used, in Chinese ("" if nothing).

    That is told when somebody goes to the mail: the rest of the work goes on without it, and whoever may not read the
    password can still look at the county's progress.
    """
    ca_file = settings.root / account.ca_file if account.ca_file else None
    if ca_file is not None and not ca_file.is_file():
        return "", ca_file, f"证书文件 {ca_file} 不存在。请检查 [mail.{name}] 的 ca_file。"
    try:
        return read_password(settings.root, account, name), ca_file, ""
    except SettingsError as unreadable:
        return "", ca_file, str(unreadable)


def open_logbook(installation: Installation) -> AbstractContextManager[logging.Logger]:
    """Open the log of an installation; its passwords are kept out of it."""
    from pipeline.flow.service.logbook import logbook

    post = installation.post
    accounts = (post.mailbox, post.server) if post is not None else ()
    secrets = [installation.register.password, *(a.password for a in accounts if a is not None)]
    zone = installation.clock().tzinfo
    assert zone is not None
    return logbook(installation.root / "data" / "logs", zone, secrets)


@contextmanager
def working_lock(root: Path, patience: float = 0.0, waits: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the working folder alone. Raises ``SettingsError`` where another process works on it.

    With ``patience`` (seconds) one that is at work for a while is waited for, after a call of ``waits``; the service,
    which never ends by itself, is not.
    """
    from filelock import FileLock, Timeout

    (root / "data").mkdir(mode=0o750, parents=True, exist_ok=True)
    lock = FileLock(root / "data" / "service.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if patience <= 0 or _is_served(root):
                raise
            waits()
            lock.acquire(timeout=patience)
    except Timeout as held:
        raise SettingsError(f"{root} 正由另一个程序处理（值守或汇总），请待其结束，或先停止值守后重试。") from held
    try:
        yield
    finally:
        lock.release()


def _is_served(root: Path) -> bool:
    from pipeline.flow.service.health import ServiceState, read_health

    health = read_health(root / "data")
    now = datetime.now().astimezone()
    return health is not None and health.state is not ServiceState.STOPPED and not health.is_overdue(now)
