"""Checks of the work: plan and roster, the register, the nights, the service, the letters' texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pipeline.cli.checkup.finding import Finding
from pipeline.model.io_faults import io_fault
from pipeline.settings import Settings, SettingsError


def plan(settings: Settings) -> Iterator[Finding]:
    """Tell whether the plan can be read, and which units no mail reaches."""
    from pipeline.plan.plans import read_plan
    from pipeline.plan.rules_check import verify_rules

    problems = verify_rules(settings.rules)
    if problems:
        advice = "请运行 taizhang rules verify 查看并逐条改正。"
        yield Finding("bad", "方案数据", f"{settings.rules} 有{len(problems)}处问题", advice)
        return
    read = read_plan(settings.rules)
    yield Finding("good", "方案数据", f"《{read.title}》，{len(read.units)}个单位")
    if settings.mail.imap.host or settings.mail.smtp.host:
        silent = [u.name for u in read.expected_units if not u.emails]
        if silent:
            advice = "请在 units.csv 的 emails 栏补填；未登记邮箱的来件不自动计入，也收不到催办提醒。"
            shown = "、".join(silent[:5]) + ("等" if len(silent) > 5 else "")
            yield Finding("warning", "单位邮箱", f"{len(silent)}个应报单位没有登记邮箱（{shown}）", advice)
        else:
            yield Finding("good", "单位邮箱", "应报单位均已登记")


def times(settings: Settings) -> Iterator[Finding]:
    """Tell of a night whose mails would go out in the night."""
    night, morning = settings.nightly_at, settings.reminders.send_at
    if settings.mail.smtp.host and night >= morning:
        text = f"夜间汇总（{night:%H:%M}）晚于发信时间（{morning:%H:%M}），催办和晨报写好后立即发出，可能在下班以后"
        yield Finding("warning", "夜间时间", text, "请把 nightly_at 设在零点以后、send_at 以前。")


def register(settings: Settings) -> Iterator[Finding]:
    """Tell whether the register is sound, and when the last night was."""
    from pipeline.store.backup import database_file, is_sound
    from pipeline.store.nights import Nights
    from pipeline.wiring import open_register

    if not settings.database and not (settings.data / "register.sqlite3").exists():
        yield Finding("good", "登记库", "尚未建立（首次运行时自动建立）")
        return
    try:
        opened = open_register(settings)
    except SettingsError as unusable:
        yield Finding("bad", "登记库", str(unusable))
        return
    except OSError as away:
        yield Finding("bad", "登记库", io_fault(away), f"请检查 {settings.data} 的权限和磁盘。")
        return
    try:
        file = database_file(opened)
        now = datetime.now(settings.zone)
        last = Nights(opened).last_done(now)
    finally:
        opened.close()
    where = file or opened.place
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


def service(settings: Settings) -> Iterator[Finding]:
    """Tell how the service says that it is."""
    from pipeline.flow.service.health import read_health

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


def texts(settings: Settings) -> Iterator[Finding]:
    """Tell of slips in the center's own letters."""
    from pipeline.mail.letters.letters import fault_in

    for path in sorted((settings.root / "templates").glob("*.j2")):
        fault = fault_in(path)
        if fault:
            advice = "请改正，或删去该文件（程序将使用自带的文本）。"
            yield Finding("warning", "邮件文本", f"{path.name} 有误（{fault}）", advice)
