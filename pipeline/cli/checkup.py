"""The checks of ``taizhang doctor``: each gives findings; nothing in the working folder is changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pipeline.model.io_faults import io_fault
from pipeline.settings import ImapSettings, Settings, SettingsError, SmtpSettings, read_settings

_LEAST_FREE = 500 << 20
_GOOD_FREE = 2 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, in Chinese, with what to do where something is amiss."""

    state: Literal["good", "warning", "bad"]
    name: str
    text: str
    advice: str = ""


def checkup(root: Path, *, online: bool = True) -> tuple[Finding, ...]:
    """Check an installation; ``online`` logs in to the mail servers."""
    try:
        settings = read_settings(root)
    except SettingsError as wrong:
        return (Finding("bad", "设置", str(wrong)),)
    checks: list[Callable[[Settings], Iterator[Finding]]] = [
        _program,
        _folders,
        _shares,
        _plan,
        _clock,
        _register,
        _service,
        _passwords,
        _texts,
        _fonts,
        _disk,
    ]
    if online:
        checks.append(_mail)
    findings: list[Finding] = [Finding("good", "设置", f"{root}")]
    for check in checks:
        try:
            findings.extend(check(settings))
        except Exception as fault:
            # A check that breaks is a finding like any other: the remaining checks are still worth making.
            name = check.__name__.strip("_")
            findings.append(Finding("bad", f"检查项 {name}", f"未能完成（{type(fault).__name__}：{fault}）"))
    return tuple(findings)


def _program(_: Settings) -> Iterator[Finding]:
    from pipeline import __version__

    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("good", "程序", f"taizhang {__version__}，Python {version}")


def _folders(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("收件夹", settings.inbox), ("发件夹", settings.outbox), ("数据文件夹", settings.data)):
        if not folder.is_dir():
            yield Finding(
                "bad", name, f"{folder} 不存在", f"请运行 taizhang init {settings.root}，或检查共享是否已挂载。"
            )
            continue
        try:
            with tempfile.TemporaryFile(dir=folder, prefix=".taizhang-"):
                pass
        except OSError as refused:
            advice = f"请让运行本程序的账户对 {folder} 有读写权限。"
            yield Finding("bad", name, f"{folder} 不能写入（{io_fault(refused)}）", advice)
            continue
        yield Finding("good", name, f"{folder}")
    if os.name != "nt" and settings.data.is_dir() and settings.data.stat().st_mode & 0o007:
        advice = f"数据文件夹含全部来件原件，建议运行：chmod o-rwx {settings.data}"
        yield Finding("warning", "数据文件夹权限", "其他用户也能进入", advice)


def _shares(settings: Settings) -> Iterator[Finding]:
    from pipeline.intake.watch import file_system, on_network

    if on_network(settings.inbox):
        yield Finding("good", "收件夹所在磁盘", f"网络盘{_kind(settings.inbox)}，值守时自动改用轮询")
    else:
        yield Finding("good", "收件夹所在磁盘", file_system(settings.inbox) or "类型未知")
    if on_network(settings.data) and not settings.database:
        advice = "SQLite 登记库不能放在网络盘上。请把工作文件夹移到本机磁盘，只把 inbox/、outbox/ 共享出去。"
        yield Finding("bad", "数据文件夹所在磁盘", f"网络盘{_kind(settings.data)}", advice)
    else:
        yield Finding("good", "数据文件夹所在磁盘", file_system(settings.data) or "类型未知")


def _kind(folder: Path) -> str:
    from pipeline.intake.watch import file_system

    kind = file_system(folder)
    return f"（{kind}）" if kind else ""


def _plan(settings: Settings) -> Iterator[Finding]:
    from pipeline.reading import read_plan, verify_rules

    problems = verify_rules(settings.rules)
    if problems:
        advice = "请运行 taizhang rules verify 查看并逐条改正。"
        yield Finding("bad", "方案数据", f"{settings.rules} 有{len(problems)}处问题", advice)
        return
    plan = read_plan(settings.rules)
    yield Finding("good", "方案数据", f"《{plan.title}》，{len(plan.units)}个单位")
    if settings.mail.imap.host or settings.mail.smtp.host:
        silent = [u.name for u in plan.expected_units if not u.emails]
        if silent:
            advice = "请在 units.csv 的 emails 栏补填；未登记邮箱的来件不自动计入，也收不到催办提醒。"
            shown = "、".join(silent[:5]) + ("等" if len(silent) > 5 else "")
            yield Finding("warning", "单位邮箱", f"{len(silent)}个应报单位没有登记邮箱（{shown}）", advice)
        else:
            yield Finding("good", "单位邮箱", "应报单位均已登记")


def _clock(settings: Settings) -> Iterator[Finding]:
    from pipeline.time_limits import calendar_years

    now = datetime.now(settings.zone)
    yield Finding("good", "时钟", f"{now:%Y-%m-%d %H:%M:%S}（{settings.time_zone}）")
    if now.astimezone().utcoffset() != now.utcoffset():
        advice = "不影响本程序；如需一致，请把系统时区改为 Asia/Shanghai。"
        yield Finding("warning", "系统时区", f"系统时区与设置的 {settings.time_zone} 不同", advice)
    newest = _newest_event(settings)
    if newest is not None and newest > now + timedelta(minutes=5):
        advice = "请校准系统时间（如启用 NTP），否则报送时间和催办日期会出错。"
        yield Finding("bad", "时钟倒退", f"登记库中已有更晚的记录（{newest:%Y-%m-%d %H:%M}）", advice)
    if now.year not in calendar_years():
        advice = "请升级 chinesecalendar 组件：pip install -U chinesecalendar。此前按周一至周五计算工作日。"
        yield Finding("warning", "节假日历", f"没有{now.year}年的放假安排", advice)
    else:
        yield Finding("good", "节假日历", f"含{now.year}年放假安排")


def _newest_event(settings: Settings) -> datetime | None:
    """Give the time of the newest line of the register, without making one where there is none."""
    from pipeline.wiring import open_register

    if not settings.database and not (settings.data / "register.sqlite3").exists():
        return None
    try:
        register = open_register(settings)
    except (SettingsError, OSError):
        return None  # the check of the register says so
    try:
        newest = max((at for at, *_ in register.events_since(datetime.now(settings.zone))), default="")
    finally:
        register.close()
    return datetime.fromisoformat(newest) if newest else None


def _register(settings: Settings) -> Iterator[Finding]:
    from pipeline.store import Nights
    from pipeline.store.backup import database_file, is_sound
    from pipeline.wiring import open_register

    if not settings.database and not (settings.data / "register.sqlite3").exists():
        yield Finding("good", "登记库", "尚未建立（首次运行时自动建立）")
        return
    try:
        register = open_register(settings)
    except SettingsError as unusable:
        yield Finding("bad", "登记库", str(unusable))
        return
    except OSError as away:
        yield Finding("bad", "登记库", away.strerror or str(away), f"请检查 {settings.data} 的权限和磁盘。")
        return
    try:
        file = database_file(register)
        now = datetime.now(settings.zone)
        last = Nights(register).last_done(now)
    finally:
        register.close()
    where = file or register.place
    if file is not None and not is_sound(file):
        advice = (
            f"请停止程序，用 {settings.data / 'backup'} 中最新的备份替换 {file}，并删去旁边同名的 -wal、-shm 文件。"
        )
        yield Finding("bad", "登记库", f"{file} 已损坏", advice)
    else:
        yield Finding("good", "登记库", f"{where}")
    if last is None:
        yield Finding(
            "warning", "夜间汇总", "还没有运行过", "请启用 taizhang serve，或为 taizhang nightly 设置定时任务。"
        )
    elif now - last > timedelta(days=2):
        advice = "请检查 taizhang serve 是否在运行，或定时任务是否启用；日志在 data/logs/。"
        yield Finding("warning", "夜间汇总", f"最近一次完成于{last:%Y-%m-%d}", advice)
    else:
        yield Finding("good", "夜间汇总", f"最近一次完成于{last:%Y-%m-%d}")


def _service(settings: Settings) -> Iterator[Finding]:
    from pipeline.flow.health import read_health

    health = read_health(settings.data)
    if health is None:
        yield Finding("good", "值守程序", "没有运行记录（只用定时任务时正常）")
    elif health.is_overdue(datetime.now(settings.zone)):
        advice = "请检查 taizhang serve 的进程和 data/logs/ 中的日志，必要时重新启动；已收文件不受影响。"
        yield Finding("bad", "值守程序", f"自{health.written_at:%Y-%m-%d %H:%M:%S}起没有报告", advice)
    elif health.errors:
        advice = "运行 taizhang status 可查看详情；问题消除后程序自动恢复。"
        yield Finding("warning", "值守程序", "；".join(t.text for t in health.errors), advice)
    else:
        yield Finding("good", "值守程序", f"最近一次报告{health.written_at:%Y-%m-%d %H:%M:%S}")


def _passwords(settings: Settings) -> Iterator[Finding]:
    from pipeline.settings import read_password

    text = (settings.root / "taizhang.toml").read_text(encoding="utf-8-sig")
    if os.name != "nt" and "://" in settings.database and "@" in settings.database and "database" in text:
        mode = (settings.root / "taizhang.toml").stat().st_mode
        if mode & 0o077:
            advice = f"请改用环境变量 TAIZHANG_DATABASE，或运行：chmod 600 {settings.root / 'taizhang.toml'}"
            yield Finding("bad", "密码", "taizhang.toml 中写有数据库密码，而其他用户能读取", advice)
    for name, account, unusable in _accounts(settings):
        if unusable:
            yield Finding("bad", f"邮箱账号（{name}）", unusable)
        elif account.user and not read_password(settings.root, account, name):
            advice = f"请设环境变量 TAIZHANG_{name.upper()}_PASSWORD，或在 password_file 写明密码文件。"
            yield Finding("bad", f"邮箱账号（{name}）", "没有设置密码", advice)
        if account.security.value == "none" and account.host not in ("localhost", "127.0.0.1", "::1"):
            advice = '请设 security = "ssl" 或 "starttls"，否则密码在网络上明文传送。'
            yield Finding("bad", f"邮件加密（{name}）", "未加密", advice)


def _accounts(settings: Settings) -> Iterator[tuple[str, ImapSettings | SmtpSettings, str]]:
    """Give the accounts that are set, each with its name and what keeps it from being used ("" if nothing)."""
    from pipeline.wiring import mail_server, mailbox_access

    if settings.mail.imap.host:
        yield "imap", settings.mail.imap, mailbox_access(settings).unusable
    if settings.mail.smtp.host:
        try:
            yield "smtp", settings.mail.smtp, mail_server(settings).unusable
        except SettingsError as wrong:
            yield "smtp", settings.mail.smtp, str(wrong)


def _texts(settings: Settings) -> Iterator[Finding]:
    from pipeline.notices.letters import fault_in

    for path in sorted((settings.root / "templates").glob("*.j2")):
        fault = fault_in(path)
        if fault:
            advice = "请改正，或删去该文件（程序将使用自带的文本）。"
            yield Finding("warning", "邮件文本", f"{path.name} 有误（{fault}）", advice)


def _fonts(_: Settings) -> Iterator[Finding]:
    if os.name == "nt" or shutil.which("fc-list") is None:
        return
    done = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False, errors="replace"
    )
    if done.stdout.strip():
        yield Finding("good", "中文字体", f"{len(done.stdout.splitlines())}种")
    else:
        advice = "只影响在本机打开表格。可安装 fonts-noto-cjk（Debian、UOS）或 google-noto-sans-cjk-fonts（麒麟）。"
        yield Finding("warning", "中文字体", "本机没有中文字体", advice)


def _disk(settings: Settings) -> Iterator[Finding]:
    for folder in dict.fromkeys((settings.data, settings.outbox)):
        if not folder.is_dir():
            continue
        free = shutil.disk_usage(folder).free
        text = f"{folder} 所在磁盘剩余 {free / (1 << 30):.1f} GiB"
        if free < _LEAST_FREE:
            yield Finding("bad", "磁盘空间", text, "请尽快清理磁盘；空间不足时程序会暂停收取，已收文件不受影响。")
        elif free < _GOOD_FREE:
            yield Finding("warning", "磁盘空间", text, "建议清理磁盘或扩容。")
        else:
            yield Finding("good", "磁盘空间", text)
        with suppress(AttributeError):
            inodes = os.statvfs(folder)
            if inodes.f_files and inodes.f_favail < 10_000:
                yield Finding("warning", "磁盘文件数", f"{folder} 所在磁盘可建文件数不足", "请清理小文件。")


def _mail(settings: Settings) -> Iterator[Finding]:
    from pipeline.intake.mailbox import Mailbox, MailboxError
    from pipeline.notices import DelayedError, SmtpSession
    from pipeline.wiring import mail_server, mailbox_access

    usable = {name: not unusable for name, _, unusable in _accounts(settings)}
    if not usable:
        yield Finding("good", "邮件", "没有启用")
    advice = "请检查 taizhang.toml 的 [mail] 各项、网络和账号；确认邮箱已开启 IMAP/SMTP 服务。"
    if usable.get("imap"):
        try:
            with Mailbox(mailbox_access(settings)) as mailbox:
                how = "支持即时通知" if mailbox.can_idle else f"每{settings.mail.imap.poll_seconds:g}秒收取一次"
            yield Finding("good", "收信", f"{settings.mail.imap.user} 登录成功，{how}")
        except MailboxError as fault:
            yield Finding("bad", "收信", str(fault), advice)
    if usable.get("smtp"):
        try:
            with SmtpSession(mail_server(settings)) as session:
                session.check()
            yield Finding("good", "发信", f"{settings.mail.smtp.user or settings.mail.smtp.address} 登录成功")
        except DelayedError as fault:
            yield Finding("bad", "发信", str(fault), advice)
        if not settings.mail.smtp.center:
            yield Finding("warning", "晨报", "没有收件人", "请在 [mail.smtp] 的 center 填写中心工作人员的邮箱。")
