"""The officers' forms, described once: their sheets, what is asked on them, and the keys that come back hidden.

county writes the sheets from this description, and ``decisions`` reads by it what was filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pipeline.model import DecisionKind, FileWordKind, Stage

DOUBTS: Final = "存疑核定"
OPEN_BEARERS: Final = "责任待明确"
WAITING: Final = "待确认来件"
STANDING: Final = "现行核定"
PROGRESS: Final = "完成情况"

ON_ENTRIES: Final = (DecisionKind.CONFIRM, DecisionKind.REJECT, DecisionKind.OWN_TASK, DecisionKind.WAIVE)
"""What may be decided of a doubtful entry."""
ON_OBLIGATIONS: Final = (DecisionKind.WAIVE, DecisionKind.EXTEND, DecisionKind.NIL_RETURN)
"""What may be decided of an obligation that no doubtful entry speaks of."""
ON_FILES: Final = (FileWordKind.CLAIM, FileWordKind.ADOPT, FileWordKind.REFUSE, FileWordKind.VOID)
"""What may be said of a file that waits."""
ON_NOTHING: Final = (FileWordKind.CONSOLIDATE,)
"""What may be said on a line of its own, about nothing on record."""
ON_RECORDS: Final = (FileWordKind.REVOKE,)
"""What may be said of a decision on record."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A column that an officer fills in: its heading, what is said when a cell is selected, what may be chosen."""

    heading: str
    hint: str
    choices: tuple[str, ...] = ()


UNIT: Final = "单位"
MEASURE: Final = "工作举措"
TASK: Final = "工作任务"
OBLIGATION: Final = "任务编号"

VERDICT: Final = Asked(
    "核定结果",
    "请选择：认定＝该举措落实此任务；否定＝不落实此任务；自定任务＝不对应方案任何任务；豁免＝该单位无需落实此任务。"
    "申请不适用的行：认定或豁免＝同意，否定＝不同意、仍须落实。",
    tuple(kind.value for kind in ON_ENTRIES),
)
OFFICER: Final = Asked("核定人", "请填写核定人姓名。核定结果和核定人均填写的行方可入库。")
UNTIL: Final = Asked(
    "截止日期", "填写日期，如2022-12-31：豁免到哪一天为止（长期有效的不填），或延期至哪一天（必填）。"
)
UNTIL_BEFORE: Final = "豁免截止"
"""What the column was called in workbooks of earlier versions, which may still come back."""
REASON: Final = Asked("核定理由", "可填写核定理由或依据。")

BEARERS: Final = Asked(
    "责任单位（填写）",
    "请选择应落实此任务的单位；有多个单位的，请直接填写并用顿号隔开，名称以“报送情况”表为准。",
)
BEARERS_OFFICER: Final = Asked(OFFICER.heading, "请填写核定人姓名。责任单位和核定人均填写的行方可入库。")
BASIS: Final = Asked("明确依据", "可填写文件号或会议纪要等依据。")

STAGE: Final = Asked(
    "登记状态",
    "单位以电话、书面等方式报告进度的，由中心在此登记：请选择状态，并填写经办人和登记依据。单位以后再报的，以后报的为准。",
    tuple(stage.value for stage in Stage if stage is not Stage.OVERDUE),
)
DONE_ON: Final = Asked("登记完成时间", "选“已完成”的，可填写完成日期，如2022-06-28。")
PROGRESS_BASIS: Final = Asked("登记依据", "必填：谁在何时以何种方式报告，如“6月28日办公室张某来电”。")

FILE_KEY: Final = "编号"
FILE_NAME: Final = "来件"
RECORD_KEY: Final = "记录编号"
WORD_ON_FILE: Final = Asked(
    "处理结果",
    "认领＝是右栏所填单位的台账；采用＝确为自称单位报送，自此生效；不采用、作废＝留存备查，不再列出。",
    tuple(kind.value for kind in ON_FILES),
)
WORD_ON_RECORD: Final = Asked(
    WORD_ON_FILE.heading,
    "需终止该意见的，请选“撤销”：此前被它取代的意见恢复有效。",
    tuple(kind.value for kind in ON_RECORDS),
)
CLAIMED_FOR: Final = Asked(UNIT, "选“认领”的必填，请从列表中选择。")
SIGNED: Final = Asked("经办人", "请填写经办人姓名。处理结果和经办人均填写的行方可入库。")
WHY_FILE: Final = Asked("处理理由", "可填写核实情况。")
WHY_RECORD: Final = Asked(WHY_FILE.heading, "可填写撤销理由。")

FILE_WORDS: Final[Mapping[str, tuple[Asked, str]]] = MappingProxyType(
    {WAITING: (WORD_ON_FILE, FILE_KEY), STANDING: (WORD_ON_RECORD, RECORD_KEY)}
)
"""The column in which a word is said on a sheet, and the heading of the one that says about what."""

WORDS: Final = frozenset({VERDICT.heading, WORD_ON_FILE.heading, BEARERS.heading, STAGE.heading})
SIGNATURES: Final = frozenset({OFFICER.heading, SIGNED.heading})

KEY: Final = "键-"
"""How the headings of the hidden columns begin, which say what a line was about when it was written."""
KEY_UNIT: Final = f"{KEY}{UNIT}"
KEY_OBLIGATION: Final = f"{KEY}{OBLIGATION}"
KEY_TEXT: Final = f"{KEY}原文"
KEY_PERIOD: Final = f"{KEY}期次"
KEY_DUE: Final = f"{KEY}到期"
KEY_TASK: Final = f"{KEY}工作任务"
KEY_WHICH: Final = f"{KEY}同文序号"
KEY_MADE: Final = f"{KEY}制表时间"
KEY_SHA256: Final = f"{KEY}来源校验码"
KEY_BEARER: Final = f"{KEY}责任主体"
