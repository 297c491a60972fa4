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


def trust(settings: Settings) -> Iterator[Finding]:
    """Tell whether sources are proved, and by what."""
    from pipeline.settings.sections import TrustSource

    if settings.trust.source is TrustSource.NAMED:
        advice = (
            "共享文件夹能分单位设权限的，请为每个单位设 inbox/单位名称/，只给该单位写入权限，"
            '并设 [trust] source = "proof"；inbox/核定/ 只给汇总单位工作人员写入权限。'
        )
        yield Finding("warning", "来源核实", "以文件所写单位为准，来件的来源没有核实", advice)
    else:
        yield Finding("good", "来源核实", "本单位文件夹、经验证的登记邮箱和工作人员确认的来件为准")
    if settings.mail.imap.host and not settings.mail.imap.authserv_id:
        advice = "请在 [mail.imap] 填写 authserv_id：邮件服务器在来信 Authentication-Results 首项所写的名称。"
        yield Finding("warning", "邮件来源核实", "没有设置，邮件不作为来源依据", advice)


def plan_year(settings: Settings) -> Iterator[Finding]:
    """Tell where the plan in force is of a past year."""
    from pipeline.plan.plans import read_plan

    year, now = read_plan(settings.rules).year, datetime.now(settings.zone).year
    if year < now:
        advice = "新一年方案印发后，请用 taizhang rules import 生成方案数据并启用；此前不再发催办提醒。"
        yield Finding("warning", "方案年度", f"现行方案为{year}年度方案，现已是{now}年", advice)


def times(settings: Settings) -> Iterator[Finding]:
    """Tell of a night whose mails would go out in the night."""
    night, morning = settings.nightly_at, settings.reminders.send_at
    if settings.mail.smtp.host and night >= morning:
        text = f"夜间汇总（{night:%H:%M}）晚于发信时间（{morning:%H:%M}），催办和晨报写好后立即发出，可能在下班以后"
        yield Finding("warning", "夜间时间", text, "请把 nightly_at 设在零点以后、send_at 以前。")


def register(settings: Settings) -> Iterator[Finding]:
    """Tell whether the register is sound, and when the last night was."""
    from pipeline.store.backup import database_file, is_sound
    from pipeline.store.identity import StrangeRegisterError, ensure_ours, is_expected
    from pipeline.store.nights import Nights
    from pipeline.wiring import open_register

    if not settings.database and not (settings.data / "register.sqlite3").exists():
        if is_expected(settings.data):
            advice = f"请勿重新开始。请运行 taizhang restore-backup {settings.data / 'backup'} 用最新的备份恢复。"
            yield Finding("bad", "登记库", f"{settings.data / 'register.sqlite3'} 已不存在", advice)
        else:
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
        try:
            ensure_ours(opened, settings.data, was_there=True, remember=False)
        except StrangeRegisterError as strange:
            yield Finding("bad", "登记库", str(strange))
            return
        file = database_file(opened)
        now = datetime.now(settings.zone)
        last = Nights(opened).last_done(now)
    finally:
        opened.close()
    where = file or opened.place
    if file is not None and not is_sound(file):
        advice = f"请停止程序，运行 taizhang restore-backup {settings.data / 'backup'} 用最新的备份恢复。"
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


def archive(settings: Settings) -> Iterator[Finding]:
    """Tell of originals that are gone or altered, and of those that the register does not know."""
    from pipeline.store.archive import Archive, ArchiveError
    from pipeline.wiring import open_register

    if not settings.database and not (settings.data / "register.sqlite3").exists():
        return
    try:
        opened = open_register(settings)
    except (SettingsError, OSError):
        return  # the check of the register says so
    try:
        known = opened.known_hashes() - {""}
    finally:
        opened.close()
    kept = Archive(settings.data / "archive")
    lost = 0
    for sha256 in known:
        try:
            kept.read(sha256)
        except (ArchiveError, OSError):
            lost += 1
    lying = set(kept.hashes())
    if lost:
        advice = f"请从备份恢复 {settings.data / 'archive'} 中的相应文件；不能恢复的，请原单位重新报送。"
        yield Finding("bad", "原件库", f"{lost}份原件缺失或已被改动", advice)
    if lying - known:
        advice = "请运行 taizhang retake 查看，需要的加 --all 重新收取。"
        yield Finding(
            "warning", "原件库", f"{len(lying - known)}份原件不在登记库中（登记库可能恢复自较早的备份）", advice
        )
    if not lost and not lying - known:
        yield Finding("good", "原件库", f"{len(lying)}份原件完好")


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
