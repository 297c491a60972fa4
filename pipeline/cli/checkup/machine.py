"""Checks of the machine: account, folders and their rights, shares, clock, fonts, disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipeline.cli.checkup.finding import Finding
from pipeline.model.io_faults import io_fault
from pipeline.settings import Settings, SettingsError

_LEAST_FREE = 500 << 20
_GOOD_FREE = 2 << 30
_NOTICE_MONTH = 11
"""From when on the State Council's notice for the next year is to be expected."""


def program(_: Settings) -> Iterator[Finding]:
    """Tell which program this is."""
    from pipeline import __version__

    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("good", "程序", f"taizhang {__version__}，Python {version}")


def account(settings: Settings) -> Iterator[Finding]:
    """Tell whose rights are looked at: what root may do says nothing of the service's account."""
    if sys.platform == "win32" or not settings.data.is_dir():
        return
    import pwd

    owner = settings.data.stat().st_uid
    if owner == os.geteuid():
        return
    with suppress(KeyError):
        mine, theirs = pwd.getpwuid(os.geteuid()).pw_name, pwd.getpwuid(owner).pw_name
        advice = f"请用值守账户再检查：sudo -u {theirs} …；用 systemd 安装的：systemctl start taizhang-once@doctor。"
        text = f"现用账户 {mine}，而数据文件夹属于 {theirs}；以下权限是 {mine} 的"
        yield Finding("warning", "检查所用的账户", text, advice)


def folders(settings: Settings) -> Iterator[Finding]:
    """Tell whether the working folder is whole and may be written."""
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


def shares(settings: Settings) -> Iterator[Finding]:
    """Tell whether inbox and data lie on a network share."""
    from pipeline.flow.day.mounts import missing_mount
    from pipeline.guard.watch import file_system, on_network

    if (gone := missing_mount(settings.inbox, settings.data)) is not None:
        yield Finding("bad", "收件夹所在磁盘", "共享没有挂载", f"{io_fault(gone)}。")
    elif on_network(settings.inbox):
        yield Finding("good", "收件夹所在磁盘", f"网络盘{_kind(settings.inbox)}，值守时自动改用轮询")
    else:
        yield Finding("good", "收件夹所在磁盘", file_system(settings.inbox) or "类型未知")
    if on_network(settings.data) and not settings.database:
        advice = "SQLite 登记库不能放在网络盘上。请把工作文件夹移到本机磁盘，只把 inbox/、outbox/ 共享出去。"
        yield Finding("bad", "数据文件夹所在磁盘", f"网络盘{_kind(settings.data)}", advice)
    else:
        yield Finding("good", "数据文件夹所在磁盘", file_system(settings.data) or "类型未知")


def _kind(folder: Path) -> str:
    from pipeline.guard.watch import file_system

    kind = file_system(folder)
    return f"（{kind}）" if kind else ""


def clock(settings: Settings) -> Iterator[Finding]:
    """Tell the time, and whether it can be right."""
    now = datetime.now(settings.zone)
    yield Finding("good", "时钟", f"{now:%Y-%m-%d %H:%M:%S}（{settings.time_zone}）")
    if now.astimezone().utcoffset() != now.utcoffset():
        advice = "不影响本程序；如需一致，请把系统时区改为 Asia/Shanghai。"
        yield Finding("warning", "系统时区", f"系统时区与设置的 {settings.time_zone} 不同", advice)
    if _is_adrift():
        advice = "请启用 chronyd 或 systemd-timesyncd；内网请指向单位的时间服务器。"
        yield Finding("warning", "时间同步", "系统时间没有与时间服务器同步", advice)
    newest = _newest_ahead(settings, now)
    if newest is not None:
        advice = (
            "请校准系统时间（如启用 NTP）；时间无误后运行 taizhang clock --repair，改正晚于现在的记录并重新汇总。"
        )
        yield Finding("bad", "时钟倒退", f"登记库中已有更晚的记录（{newest:%Y-%m-%d %H:%M}）", advice)


def holidays(settings: Settings) -> Iterator[Finding]:
    """Tell whether this year's holidays are known, and from 1 November the next year's."""
    from pipeline.judging.time_limits.working_days import calendar_is_known
    from pipeline.plan.holidays import HOLIDAYS_FILE, follow, read_holidays
    from pipeline.plan.rules_files import RulesFolder

    follow(read_holidays(RulesFolder(settings.rules)))
    today = datetime.now(settings.zone)
    needed = [today.year, today.year + 1] if today.month >= _NOTICE_MONTH else [today.year]
    for year in needed:
        if calendar_is_known(year):
            yield Finding("good", "节假日历", f"含{year}年放假安排")
        else:
            advice = (
                f"请按国务院办公厅关于{year}年部分节假日安排的通知，把各节放假和补班日期填入 "
                f"{settings.root / 'rules' / HOLIDAYS_FILE}（填法见 docs/holidays.md）；"
                "通知印发前无需处理。填写以前按周一至周五计算工作日，催办和晨报照常只在工作日发出。"
            )
            yield Finding("warning", "节假日历", f"没有{year}年的放假安排", advice)


def _is_adrift() -> bool:
    """Say whether the system knows of no time server; False where it does not tell."""
    if shutil.which("timedatectl") is None:
        return False
    asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(asked, capture_output=True, text=True, timeout=10, check=False, errors="replace")
        return done.returncode == 0 and done.stdout.strip() == "no"
    return False


def _newest_ahead(settings: Settings, now: datetime) -> datetime | None:
    """Give the newest moment of the register that is still to come, without making one where there is none."""
    from pipeline.store.clock import newest_ahead
    from pipeline.wiring import open_register

    if not settings.database and not (settings.data / "register.sqlite3").exists():
        return None
    try:
        register = open_register(settings)
    except (SettingsError, OSError):
        return None  # the check of the register says so
    try:
        return newest_ahead(register, now)
    finally:
        register.close()


def fonts(_: Settings) -> Iterator[Finding]:
    """Tell whether Chinese can be shown on this machine."""
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


def disk(settings: Settings) -> Iterator[Finding]:
    """Tell how much room is left."""
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
