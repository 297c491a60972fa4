"""S03: nothing says which unit sent the file, or the signs contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.judging.checks.arrival_case import ArrivalCase
from pipeline.judging.checks.check import Check, Finding, Place, Scope
from pipeline.judging.checks.traits import Trait
from pipeline.judging.checks.wording import excerpt, in_file
from pipeline.model import Evidence, Severity

SIGNS = {
    "title": "表格标题",
    "reporting_unit": "填报单位",
    "file_name": "文件名",
    "folder": "存放文件夹",
    "template": "所用模板",
    "sender": "发件人",
    "option": "命令指定",
}
"""What the sources of evidence are called."""


def find(case: ArrivalCase) -> Iterator[Finding]:
    """Yield once where the unit stays unknown; a file that could not be read has said so already (S04, S05)."""
    if case.identification.unit is not None or case.file.failure is not None:
        return
    evidence = case.identification.evidence
    place, remedy = in_file(case.file.file_name), _REMEDY
    if case.identification.stranger:
        reason = f"来件邮箱{case.identification.stranger}未在单位名录中登记，须由汇总单位核实后计入"
    elif case.identification.contradictory:
        signs = "，".join(_told(e) for e in evidence)
        reason = f"来件中的单位标识互相矛盾（{signs}）"
        place, remedy = _at_fault(case, evidence)
    else:
        reason = "表格标题、填报单位栏和文件名中均未写明单位名称"
    yield Finding(
        place=place,
        words={"reason": reason, "remedy": remedy.format(county=case.plan.county)},
        subject=case.file.sha256,
    )


_REMEDY = (
    "请在表格标题和文件名中写明本单位规范名称并保持一致后重新报送，例如标题“{county}某某局政务公开工作任务台账”、"
    "文件名“某某局政务公开工作台账.xlsx”。"
)
_IN_TABLE = {"title", "reporting_unit"}


def _at_fault(case: ArrivalCase, evidence: Sequence[Evidence]) -> tuple[Place, str]:
    """Say which of contradicting signs to mend: those that differ from what the most of them say."""
    units = Counter(e.unit for e in evidence)
    (likely, most), *others = units.most_common()
    place = in_file(case.file.file_name)
    if not likely or any(count == most for _, count in others):
        said = "、".join(dict.fromkeys(SIGNS.get(e.source, e.source) for e in evidence))
        return _title(case) or place, f"请核对{said}，改为报送单位的规范名称并保持一致后重新报送；已经正确的不用改。"
    wrong = [e for e in evidence if e.unit != likely]
    said = "、".join(dict.fromkeys(f"{SIGNS.get(e.source, e.source)}“{excerpt(e.text, 30)}”" for e in wrong))
    if any(e.source in _IN_TABLE for e in wrong):
        place = _title(case) or place
    return place, (
        f"如报送单位是{likely}，请把{said}改为{likely}后重新报送，其余与单位有关的内容不用改；如不是，请把其余各处改为报送单位的名称。"
    )


def _title(case: ArrivalCase) -> Place | None:
    ledger = case.ledger
    if ledger is None or not ledger.title_cell:
        return None
    return Place(f"工作表“{ledger.sheet}”{ledger.title_cell}单元格", ledger.sheet, ledger.title_cell)


def _told(evidence: Evidence) -> str:
    source = SIGNS.get(evidence.source, evidence.source)
    return f"{source}“{excerpt(evidence.text, 30)}”指向{evidence.unit}"


CHECK = Check(
    code="S03",
    title="单位无法识别",
    severity=Severity.ERROR,
    scope=Scope.ARRIVAL,
    meaning="从文件夹、所用模板、表格标题、填报单位、文件名、发件人都不能认定是哪个单位报送的，或者这些标识互相矛盾。程序不作猜测。",
    sentence_template="无法确认报送单位：{reason}。",
    advice_template="{remedy}",
    example="来件“台账.xlsx”：无法确认报送单位：表格标题、填报单位栏和文件名中均未写明单位名称。",
    find=find,
    traits=frozenset({Trait.UNIDENTIFIED}),
)
