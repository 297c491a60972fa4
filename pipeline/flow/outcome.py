"""Bad ends of an examination, as verdicts for the sender."""

from __future__ import annotations

from pipeline.flow.examine import Examination, Examiner
from pipeline.guard.guard import Outcome
from pipeline.model import FileRead, ReadingFailure, Submission

_ADVICE = (
    "请用WPS或Excel打开该文件，将台账内容复制到新建的空白工作簿（只保留台账一张表），"
    "另存为.xlsx格式后重新报送；"
    "仍无法解决的，请与{contact}联系。"
)
_MESSAGES = {
    "timeout": "文件内容过于复杂，在规定时间内未能读完，已停止读取。",
    "memory": "文件展开后的内容过大，超出读取上限，已停止读取。",
    "crashed": "文件结构异常，读取时程序被迫中止。",
    "fault": "文件结构异常，无法读取。",
    "too_large": "文件过大，超出收取上限，未予打开。",
    "lost": "已收到的文件在存放中损坏，无法读取。请原样重新报送一次。",
}


def failed_reading(
    examiner: Examiner, outcome: Outcome[Examination, tuple[Submission, ...]]
) -> tuple[Submission, ...]:
    """Turn an examination that gave nothing into a submission with the verdict for its file."""
    return no_reading(examiner, outcome.item, outcome.ending)


def no_reading(examiner: Examiner, examination: Examination, ending: str) -> tuple[Submission, ...]:
    """Give the verdict for a file that was not read: an outcome's ending, or ``too_large`` or ``lost``."""
    contact = examiner.plan.settings.collecting_unit or "汇总单位"
    return _failed(examiner, examination, ending, _MESSAGES[ending], _ADVICE.format(contact=contact))


def no_such_file(examiner: Examiner, examination: Examination, message: str) -> tuple[Submission, ...]:
    """Give the verdict for a path under which no file could be opened."""
    return _failed(examiner, examination, "not_found", message, "请检查路径和文件名后重试。")


def _failed(
    examiner: Examiner, examination: Examination, kind: str, message: str, advice: str
) -> tuple[Submission, ...]:
    arrival = examination.arrival
    file = FileRead(arrival.file_name, arrival.sha256, failure=ReadingFailure(kind, message, advice))
    return examiner.examine_file(file, arrival, examination.as_of, examination.unit)
