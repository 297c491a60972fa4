"""汇总台账-按任务: the county's own ledger once more, in the order of the plan instead of that of the units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.county.columns import Column, Heads, Kind, Table
from pipeline.county.coverage import Coverage
from pipeline.county.facts import CountyFacts
from pipeline.county.frames_ledgers import BY_OBLIGATION, MERGED, codes_of, row_origin
from pipeline.county.lines import LedgerLine
from pipeline.county.origins import Origin
from pipeline.model import Obligation

OWN_TASKS = "本表外任务"
DUTY = "正文事项"
DOUBTFUL = "存疑"
STATES: Mapping[str, str] = {Coverage.COVERED: "已覆盖", Coverage.VOLUNTARY: "自愿认领"}


@dataclass(frozen=True, slots=True)
class _Group:
    """What the plan asks, in the words of the row that heads the group, and the entries that answer it."""

    id: str
    state: str
    words: str
    codes: str
    entries: tuple[tuple[LedgerLine, str], ...]
    """Each with its own state."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A row: what heads a group, or (with a line) an entry of it."""

    group: _Group
    line: LedgerLine | None = None
    own_state: str = ""

    @property
    def state(self) -> str:
        return self.group.state if self.line is None else self.own_state

    @property
    def origin(self) -> Origin | None:
        return row_origin(self.line) if self.line else None

    def codes(self, facts: CountyFacts) -> str:
        return codes_of(self.line, facts) if self.line else self.group.codes


def _of_line(value: Callable[[LedgerLine], object]) -> Callable[[_Item], object]:
    """Give what an entry says; a head says nothing there."""
    return lambda item: value(item.line) if item.line else None


def _columns(facts: CountyFacts) -> tuple[Column[_Item], ...]:
    return (
        Column("序号", Kind.NUMBER, 6),
        Column("任务编号", Kind.TEXT, 8.5, lambda item: item.group.id),
        Column("单位", Kind.TEXT, 17, _of_line(lambda line: line.unit)),
        Column("落实情况", Kind.STATE, 14, lambda item: item.state),
        Column("工作任务", Kind.PROSE, 20, lambda item: item.line.entry.task.text if item.line else item.group.words),
        Column("工作举措", Kind.PROSE, 50, _of_line(lambda line: line.entry.measure.text)),
        Column("时限要求", Kind.PROSE, 20, _of_line(lambda line: line.entry.time_limit.text)),
        Column("单位分管领导", Kind.TEXT, 9, _of_line(lambda line: line.entry.leader.text)),
        Column("责任科室", Kind.TEXT, 13, _of_line(lambda line: line.entry.section.text)),
        Column("偏差代码", Kind.TEXT, 8, lambda item: item.codes(facts)),
        Column("台账序号", Kind.LINE, 6, _of_line(lambda line: line.number)),
        Column("来源文件", Kind.SOURCE, 18, _of_line(lambda line: line.submission.arrival.file_name), unprinted=True),
        Column("来源行", Kind.PLACE_ROW, 6, _of_line(lambda line: line.entry.row), unprinted=True),
    )


def by_obligation_table(facts: CountyFacts) -> Table[_Item]:
    """One group for each obligation, covered or not; then those of the body text; then what stems from none.

    An entry that serves several obligations stands under each of them, so that every entry stands somewhere.
    """
    items: list[_Item] = []
    for group in _groups(facts):
        items += [_Item(group), *(_Item(group, line, state) for line, state in group.entries)]
    return Table(
        BY_OBLIGATION,
        "工作任务台账汇总（按任务）",
        _columns(facts),
        items,
        "按方案任务顺序排列，每项任务先列方案要求和落实情况，再列各单位的举措；一条举措落实几项任务的，在各项任务下分别列出。"
        "点左上角的“1”只看任务，点“2”展开举措；点“台账序号”转到“汇总台账”相应行，点“来源行”打开所报原件。",
        "方案中没有任务。",
        origin=lambda item: item.origin,
        heads=Heads(lambda item: item.line is None, "工作任务", "责任科室", {"任务编号": Kind.OBLIGATION}),
        turned=(MERGED, "按单位查看"),
    )


def _groups(facts: CountyFacts) -> Iterator[_Group]:
    certain: dict[str, list[LedgerLine]] = defaultdict(list)
    doubtful: dict[str, list[LedgerLine]] = defaultdict(list)
    own: list[LedgerLine] = []
    for line in facts.lines.all:
        for match in line.match.certain:
            certain[match.obligation].append(line)
        for match in line.match.doubtful:
            doubtful[match.obligation].append(line)
        if not line.match.certain and not line.match.doubtful:
            own.append(line)
    known = facts.county.plan.by_id
    for obligation in facts.county.plan.obligations:
        yield _obligation(obligation, certain[obligation.id], doubtful[obligation.id], facts)
    texts = {d.id: d.text for d in facts.county.plan.duties}
    for duty in sorted({*certain, *doubtful} - set(known), key=lambda d: (d not in texts, d)):
        entries = [(line, DUTY) for line in certain[duty]] + [(line, DOUBTFUL) for line in doubtful[duty]]
        words = f"{texts.get(duty, '')}（方案正文）\n已有{len({line.unit for line, _ in entries})}家列入台账。"
        yield _Group(duty, DUTY, words, "", tuple(entries))
    if own:
        words = f"方案附件和正文未列，由{len({line.unit for line in own})}家自行列入的事项。"
        yield _Group("", OWN_TASKS, words, "", tuple((line, OWN_TASKS) for line in own))


def _obligation(
    obligation: Obligation, certain: Sequence[LedgerLine], doubtful: Sequence[LedgerLine], facts: CountyFacts
) -> _Group:
    marks = facts.counts.grid.loc[obligation.id]
    entries = [(line, STATES.get(str(marks[line.unit]), "自愿认领")) for line in certain]
    entries += [(line, DOUBTFUL) for line in doubtful]
    entries.sort(key=lambda pair: pair[0].number)
    return _Group(
        obligation.id,
        _state(obligation.id, facts, certain=bool(certain), doubtful=bool(doubtful)),
        _words(obligation, facts),
        facts.disputed.get(obligation.id, ""),
        tuple(entries),
    )


def _state(obligation: str, facts: CountyFacts, *, certain: bool, doubtful: bool) -> str:
    counts = facts.counts.by_obligation[obligation]
    if certain:
        if not counts.bearers:
            return "已有单位列入"
        return "全部覆盖" if counts.covered >= counts.bearers else "部分覆盖"
    return "待核定" if doubtful else "尚无单位列入"


def _words(obligation: Obligation, facts: CountyFacts) -> str:
    counts = facts.counts.by_obligation[obligation.id]
    missing = [unit for unit, mark in facts.counts.grid.loc[obligation.id].items() if mark == Coverage.MISSING]
    absent = "、".join(map(str, missing))
    answered = (
        ("已覆盖", counts.covered, ""),
        ("存疑", counts.doubtful, ""),
        ("漏项", counts.missing, f"（{absent}）"),
        ("未报送", counts.awaited, ""),
    )
    beside = (("自愿认领", counts.voluntary, ""), ("豁免", counts.excused, ""))
    said = f"应落实{counts.bearers}家：{_listed(answered, '，')}" if counts.bearers else "责任单位待明确"
    sentence = "；".join(filter(None, (said, _listed(beside, "；"))))
    limit = f"时限：{obligation.time_limit_text}" if obligation.time_limit_text else "未定时限"
    asked = f"{obligation.requirement}\n（{limit.rstrip('。')}；责任单位：{obligation.responsible_text}）"
    return f"{asked}\n{sentence}。"


def _listed(counted: Iterable[tuple[str, int, str]], joint: str) -> str:
    return joint.join(f"{name}{number}家{more}" for name, number, more in counted if number)
