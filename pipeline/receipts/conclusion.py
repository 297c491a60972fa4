"""What became of a file, in the one sentence that stands below the verdict."""

from __future__ import annotations

from collections import Counter

from pipeline.judging.checks.s06_submitted_again import counts_all_the_same
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Channel, Severity, Submission, Verdict
from pipeline.receipts.lines import asks


def conclusion_of(submission: Submission) -> str:
    """Say what became of a file; where it repeats another or seems to be an old draft, that too."""
    repeated = next((d for d in submission.deviations if has(d.code, Trait.REPEAT)), None)
    told = [d for d in submission.deviations if d is not repeated]
    errors = sum(d.severity is Severity.ERROR for d in told)
    improvable = sum(d.severity is Severity.WARNING and asks(d) for d in told)
    notices = Counter(d.severity for d in told)[Severity.NOTICE]
    if submission.arrival.channel is Channel.COMMAND:
        return _conclusion_of_self_check(submission.verdict, errors, improvable, notices)
    late = any(has(d.code, Trait.LATE) for d in told)
    if repeated is None:
        return _conclusion_on_arrival(submission, errors, improvable, notices, late=late)
    said = f"{repeated.what}{repeated.advice}"
    if not counts_all_the_same(repeated):
        return said
    return f"{_conclusion_on_arrival(submission, errors, improvable, notices, late=late)}{said}"


def _conclusion_on_arrival(submission: Submission, errors: int, improvable: int, notices: int, *, late: bool) -> str:
    verdict = submission.verdict
    if verdict is Verdict.WAITING:
        return "台账已收到并留存，待汇总单位确认来源后生效；确认之前，现行台账和各项统计不变。"
    if verdict is Verdict.RETURNED:
        return f"台账已收到，存在错误{errors}项，请按下列意见补正后重新报送。"
    if verdict is Verdict.UNREADABLE:
        return "来件已收到并留存，但文件无法读取，暂不能作为台账接收。请按下列意见处理后重新报送。"
    if verdict is Verdict.UNIDENTIFIED:
        return "来件已收到并留存，但无法确认报送单位，暂不能登记。请按下列意见处理后重新报送。"
    if verdict is Verdict.NOT_A_LEDGER:
        return "来件已收到并留存，但未发现规定格式的台账表格，暂不能作为台账接收。请按下列意见处理后重新报送。"
    if verdict is Verdict.PENDING:
        return f"台账已收到，没有错误。{_applied(submission)}{_left_to_do(improvable)}"
    if improvable:
        return f"台账已接收，没有错误，不要求重新报送。另有{improvable}项内容建议完善，请结合实际修改。"
    more = f"另有提示{notices}项，供参考。" if notices else ""
    past = "逾期报送已记录，无需为此重新报送。" if late else ""
    return f"台账已接收，未发现需要补正的问题。{past}{more}"


def _applied(submission: Submission) -> str:
    """Say what waits for an officer."""
    tasks = f"{len(submission.pending)}项任务" if submission.pending else "有任务"
    return f"其中{tasks}表示不适用于本单位或者另有安排，已提交核定，核定结果将以新的回执告知。"


def _left_to_do(improvable: int) -> str:
    if not improvable:
        return "无需再报，等候核定即可。"
    return f"另有{improvable}项请补充理由或者完善内容（见下列意见），改好后重新报送；其余无需再报，等候核定。"


def _conclusion_of_self_check(verdict: Verdict, errors: int, improvable: int, notices: int) -> str:
    """Say what a self-check found; nothing was received, and nothing is recorded."""
    unusable = {
        Verdict.UNREADABLE: "文件无法读取",
        Verdict.UNIDENTIFIED: "从文件中无法确认报送单位",
        Verdict.NOT_A_LEDGER: "文件中未发现规定格式的台账表格",
    }
    if verdict in unusable:
        return f"自查结果：{unusable[verdict]}。请按下列意见处理后再报送。"
    if verdict is Verdict.RETURNED:
        return f"自查结果：存在错误{errors}项，请按下列意见修改后再报送。"
    if verdict is Verdict.PENDING:
        more = f"另有{improvable}项请补充理由或者完善内容。" if improvable else ""
        return (
            "自查结果：没有错误，可以报送。其中有任务表示不适用于本单位或者另有安排，报送后由汇总单位核定，"
            f"请写明理由。{more}"
        )
    if improvable:
        return f"自查结果：没有错误，可以报送。另有{improvable}项内容建议完善，请结合实际修改。"
    more = f"另有提示{notices}项，供参考。" if notices else ""
    return f"自查结果：未发现需要补正的问题，可以报送。{more}"
