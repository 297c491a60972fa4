"""The sheet 校验结果: the verdict, what to do first, every deviation with a link to its cell, what was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.model import Deviation, Severity, Verdict
from pipeline.office.patching.own_sheet import OwnSheet, Text
from pipeline.office.patching.stylesheet import StyleSheet
from pipeline.receipts import palette
from pipeline.receipts.columns import Column, write_header, write_item
from pipeline.receipts.findings import Findings
from pipeline.receipts.lines import Line, Spot
from pipeline.receipts.version_changes import VersionChanges

RESULT_SHEET: Final = "校验结果"
READING: Final = "读取情况（供核对）"
_LINK_WIDTH: Final = 8
_MOST_LINKS: Final = 40
"""How many cells of one line have a link of their own, in the columns beside the table."""
_CELLS_SHOWN: Final = 2
"""How many cells the narrow column names; LibreOffice does not wrap a link."""
_CELLS_LISTED: Final = 60
_FIXED_SHOWN: Final = 30
_SEND_BACK: Final = "可直接在本文件的台账中修改后重新报送，无需删除回执所附的表；校验时所加的底色和批注会自动清除。"

Anchor = Callable[[Spot], str]
"""Gives the place that a link to a cell names ("" where the workbook at hand has no such cell)."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A line of the table: its place in it, what it says, and where a click on its cells leads ("" for nowhere)."""

    position: int
    line: Line
    home: str
    link: str

    @property
    def where(self) -> str:
        if self.line.is_gap:
            return "见“缺失任务”表" if self.link else ""
        return self.line.where(self.home, _CELLS_SHOWN)

    @property
    def title(self) -> str:
        return f"{self.line.title}\n（{self.line.code}{'，新增' if self.line.is_new else ''}）"

    @property
    def problem(self) -> str:
        """What is wrong; where there are many cells, they are listed, because their links are not printed."""
        cells = [s for s in self.line.spots if s.cell]
        if len(cells) <= _CELLS_SHOWN:
            return self.line.what
        return f"{self.line.what}\n涉及：{self.line.where(self.home, _CELLS_LISTED)}"


_COLUMNS: Final[tuple[Column[_Found], ...]] = (
    Column("序号", 6, lambda f: Text(str(f.position), palette.CENTRED)),
    Column("等级", 7, lambda f: Text(f.line.severity.label, palette.SEVERITIES[f.line.severity])),
    Column("偏差", 15, lambda f: Text(f.title, palette.CENTRED)),
    Column("单元格", 17, lambda f: Text(f.where or "整份文件", palette.LINK if f.link else palette.CENTRED, f.link)),
    Column("存在问题", 48, lambda f: Text(f.problem, palette.CELL)),
    Column("整改建议", 48, lambda f: Text(f.line.advice, palette.CELL)),
    Column("建议填写", 20, lambda f: Text("" if f.line.is_gap else f.line.suggested(f.home), palette.CELL)),
)
_SPAN: Final = len(_COLUMNS)


def write_results(
    findings: Findings, styles: StyleSheet, name: str, anchor: Anchor, missing_links: Mapping[str, str]
) -> OwnSheet:
    """Write the sheet. ``missing_links`` gives the place of each missing obligation on 缺失任务."""
    most = max((max(len(line.spots), len(line.obligations)) for line in findings.lines), default=0)
    links = min(most, _MOST_LINKS) if most > 1 else 0
    tab = palette.RED_TAB if findings.verdict is not Verdict.ACCEPTED else ""
    sheet = OwnSheet(name, [c.width for c in _COLUMNS] + [_LINK_WIDTH] * links, styles, tab, printed_columns=_SPAN)
    _head(sheet, findings)
    _first(sheet, findings, anchor, missing_links)
    _table(sheet, findings, anchor, missing_links, links=links > 0)
    if findings.progress and findings.progress.fixed:
        _fixed(sheet, findings.progress.fixed)
    if findings.changes:
        _changes(sheet, findings.changes)
    _notes(sheet, findings)
    return sheet


def _head(sheet: OwnSheet, findings: Findings) -> None:
    sheet.line("政务公开工作台账校验结果", palette.TITLE, _SPAN)
    version = f"　　第{findings.version}版" if findings.version else ""
    sheet.line(f"报送单位：{findings.unit}{version}　　收到时间：{findings.received}", palette.LINE, _SPAN)
    source = f"　　来源：{findings.source}" if findings.source else ""
    sheet.line(f"来件：{findings.file_name}{source}　　回执编号：{findings.number}", palette.LINE, _SPAN)
    if findings.renewed:
        sheet.line(findings.renewed, palette.STRONG, _SPAN)
    verdict = palette.ACCEPTED if findings.verdict is Verdict.ACCEPTED else palette.RETURNED
    sheet.line(f"校验结论：{findings.verdict.label}（{findings.counts}）", verdict, _SPAN)
    sheet.line(findings.conclusion, palette.STRONG, _SPAN)
    if findings.tally:
        sheet.line(findings.tally, palette.STRONG, _SPAN)
    if findings.form_first:
        sheet.line(findings.form_first, palette.STRONG, _SPAN)
    if findings.progress:
        sheet.line(findings.progress.sentence, palette.STRONG, _SPAN)


def _first(sheet: OwnSheet, findings: Findings, anchor: Anchor, missing_links: Mapping[str, str]) -> None:
    if not findings.first_things:
        return
    sheet.skip()
    sheet.line(findings.first_heading, palette.HEADING, _SPAN)
    for position, thing in enumerate(findings.first_things, 1):
        link = anchor(thing.spot) if thing.spot else ""
        if thing.to_missing:
            link = next(iter(missing_links.values()), "")
        sheet.line(f"{position}. {thing.what}", palette.LINE_LINK if link else palette.LINE, _SPAN, link)
        sheet.line(f"　 {thing.how}", palette.LINE, _SPAN)
    if findings.others:
        sheet.line(findings.others, palette.STRONG, _SPAN)


def _table(
    sheet: OwnSheet, findings: Findings, anchor: Anchor, missing_links: Mapping[str, str], *, links: bool
) -> None:
    if not findings.lines:
        return
    sheet.skip()
    sheet.line("校验意见（点击“单元格”一栏可直接定位）", palette.HEADING, _SPAN)
    write_header(sheet, _COLUMNS, [Text("逐格定位", palette.LOOSE_HEAD)] if links else [])
    numbers = {task.obligation: f"{task.number}项" for task in findings.missing}
    for position, line in enumerate(findings.lines, 1):
        if line.is_gap:
            link = next((missing_links[o] for o in line.obligations if o in missing_links), "")
            beside = _task_links(line, numbers, missing_links)
        else:
            link = next((a for s in line.spots if s.cell and (a := anchor(s))), "")
            beside = _cell_links(line, findings.sheet, anchor)
        write_item(sheet, _COLUMNS, _Found(position, line, findings.sheet, link), beside=beside)


def _cell_links(line: Line, home: str, anchor: Anchor) -> list[Text]:
    """Give each cell of a line with several a link of its own, beside the table where nothing is printed."""
    spots = [s for s in line.spots if s.cell]
    if len(spots) < 2:
        return []
    return [
        Text(s.cell if s.sheet == home else f"{s.sheet}!{s.cell}", palette.LOOSE_LINK, anchor(s))
        for s in spots[:_MOST_LINKS]
    ]


def _task_links(line: Line, numbers: Mapping[str, str], missing_links: Mapping[str, str]) -> list[Text]:
    if len(line.obligations) < 2:
        return []
    return [
        Text(numbers.get(o, o), palette.LOOSE_LINK, missing_links.get(o, "")) for o in line.obligations[:_MOST_LINKS]
    ]


def _fixed(sheet: OwnSheet, fixed: tuple[Deviation, ...]) -> None:
    sheet.skip()
    sheet.line("已整改的事项", palette.HEADING, _SPAN)
    for deviation in fixed[:_FIXED_SHOWN]:
        sheet.line(f"✓ {deviation.message}", palette.LINE, _SPAN)
    if len(fixed) > _FIXED_SHOWN:
        sheet.line(f"……等共{len(fixed)}项。", palette.LINE, _SPAN)


def _changes(sheet: OwnSheet, changes: VersionChanges) -> None:
    sheet.skip()
    sheet.line("与上一版相比", palette.HEADING, _SPAN)
    sheet.line(changes.sentence, palette.LINE, _SPAN)
    for position, change in enumerate(changes.lines, 1):
        sheet.line(
            f"{position}. {change.kind}　{change.place}“{change.measure}”：{change.said}".rstrip("："),
            palette.LINE,
            _SPAN,
        )
    if changes.more:
        sheet.line(changes.more, palette.LINE, _SPAN)


def _notes(sheet: OwnSheet, findings: Findings) -> None:
    sheet.skip()
    if findings.in_force:
        sheet.line("本单位现行核定事项（有截止日期的到期自动失效）", palette.HEADING, _SPAN)
        for record in findings.in_force:
            sheet.line(record, palette.LINE, _SPAN)
        sheet.skip()
    if findings.reading:
        sheet.line(READING, palette.HEADING, _SPAN)
        for note in findings.reading:
            sheet.line(note, palette.SMALL, _SPAN)
        sheet.skip()
    sheet.line("说明", palette.HEADING, _SPAN)
    if findings.sheet:
        if any(line.severity is not Severity.NOTICE and line.spots for line in findings.lines):
            sheet.line("台账中浅红色单元格为错误，浅黄色单元格为警告，具体意见见单元格批注。", palette.SMALL, _SPAN)
        sheet.line(_SEND_BACK, palette.SMALL, _SPAN)
    sheet.line(f"依据{findings.plan}校验。如有疑问，请联系{findings.contact}，并告知回执编号。", palette.SMALL, _SPAN)
