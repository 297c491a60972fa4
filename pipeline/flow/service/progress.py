"""Where the county stands, in a few lines for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county
from pipeline.flow.service.health import health_lines, read_health
from pipeline.judging.checks.wording import day
from pipeline.model import County, Severity, UnitReport, UnitStatus
from pipeline.store.nights import Nights


def progress_of(installation: Installation, as_of: date) -> Iterator[str]:
    """Say who has reported, who has not, and what is to be put right."""
    from pipeline.county.facts import CountyFacts
    from pipeline.county.figures import figures_of

    county = build_county(installation, as_of)
    facts = CountyFacts(county)
    figures = figures_of(facts)
    yield f"{county.plan.title}　截至{day(as_of)}（报送截止{day(county.plan.ledgers_due)}）"
    absent, unreadable = len(figures.missing_units), len(figures.unreadable_units)
    parts = [f"已报{figures.reported}个", f"{figures.absent_word}{absent}个"]
    yield f"应报{figures.expected}个单位：" + "，".join(parts + [f"文件无法读取{unreadable}个"] * bool(unreadable))
    if figures.coverage_rate is not None:
        yield (
            f"已报单位应落实任务{figures.required}项次，已覆盖{figures.covered}项次"
            f"（{figures.coverage_rate:.1%}），漏项{figures.gaps}项次，存疑{figures.doubtful}处"
        )
    counts = "，".join(f"{severity.label}{figures.severities[severity]}" for severity in Severity)
    yield f"现有偏差：{counts}（待整改{figures.to_put_right}条，即错误和警告）"
    per_unit = Counter((c.unit, c.deviation.severity) for c in facts.current)
    for report in county.reports:
        if report.submission is not None:
            yield f"  {_line(report, per_unit)}"
    yield from _others(county, per_unit)
    if figures.nil_units:
        yield f"{UnitStatus.NIL.value}（{len(figures.nil_units)}个，不计入应报）：{'、'.join(figures.nil_units)}"
    if figures.missing_units:
        yield f"{figures.absent_word}（{absent}个）：{'、'.join(figures.missing_units)}"
    yield from filter(None, (facts.progress.sentence,))
    yield from _decisions(county)
    yield from _trust(county)
    if county.strays:
        yield "单位待确认的来件：" + "、".join(s.arrival.file_name for s in county.strays)


def _others(county: County, per_unit: Mapping[tuple[str, Severity], int]) -> Iterator[str]:
    """Count what stands on no unit's line, so that the lines come to the sum above them."""
    shown = {r.unit for r in county.reports if r.submission is not None}
    others = {unit for unit, _ in per_unit} - shown
    for name, units in (("没有来件的单位", others - {""}), ("单位待确认的来件和全县共同事项", others & {""})):
        counts = {s: sum(per_unit[unit, s] for unit in units) for s in Severity}
        if any(counts.values()):
            yield f"  {name}：" + "，".join(f"{s.label}{counts[s]}" for s in Severity)


def service_lines(installation: Installation) -> Iterator[str]:
    """Say how the service is, and when the last night's work was done."""
    now = installation.clock()
    yield "运行情况"
    for line in health_lines(read_health(installation.root / "data"), now):
        yield f"  {line}"
    night = Nights(installation.register).last_done(now)
    yield f"  夜间汇总：最近一次{night:%Y-%m-%d}" if night else "  夜间汇总：还没有运行过"


def _line(report: UnitReport, per_unit: Mapping[tuple[str, Severity], int]) -> str:
    assert report.submission is not None
    counts = "，".join(f"{severity.label}{per_unit[report.unit, severity]}" for severity in Severity)
    version = f"第{report.submission.version}版，" if report.submission.version else ""
    return f"{report.unit}：{report.status.value}，{version}{counts}"


def _trust(county: County) -> Iterator[str]:
    """Say what waits for an officer, of what nothing proves the source, and where the plan's year has passed."""
    doubtful = [one for one in county.waiting if one.submission.unit]
    if doubtful:
        yield "待确认的来件：" + "、".join(
            f"{one.submission.arrival.file_name}（编号{one.number}）" for one in doubtful
        )
    if county.trusts_names:
        yield "来源：本程序未要求核实来源，以文件所写单位为准（设置 [trust] source）"
    elif county.unproved:
        yield f"来源未核实的现行台账（{len(county.unproved)}份）：{'、'.join(county.unproved)}"
    if county.plan.year < county.as_of.year:
        yield f"请注意：现行方案为{county.plan.year}年度方案，现已是{county.as_of.year}年"


def _decisions(county: County) -> Iterator[str]:
    """Count the officers' words that hold, and name those that end soon."""
    standing = [d for d in county.decisions if d.in_force(county.as_of)]
    if not county.decisions:
        return
    kinds = Counter(d.kind.value for d in standing)
    counted = "，".join(f"{kind}{count}条" for kind, count in kinds.items())
    ended = len(county.decisions) - len(standing)
    yield f"核定意见：现行有效{len(standing)}条" + (f"（{counted}）" if counted else "") + f"，已失效{ended}条"
    horizon = county.as_of + timedelta(days=county.plan.settings.due_soon_days)
    for decision in standing:
        if decision.until is not None and decision.until <= horizon:
            what = f"{decision.unit}{decision.obligation}{decision.kind.value}"
            yield f"  {what}将于{day(decision.until)}到期"
