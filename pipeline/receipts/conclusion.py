"""What became of a file, in the one sentence that stands below the verdict."""

from __future__ import annotations

from collections import Counter

from pipeline.judging.checks.s06_submitted_again import counts_all_the_same
from pipeline.judging.checks.traits import Trait, has
from pipeline.model import Channel, Severity, Submission, Verdict


def conclusion_of(submission: Submission) -> str:
    """Say what became of a file; where it repeats another or seems to be an old draft, that too."""
    repeated = next((d for d in submission.deviations if has(d.code, Trait.REPEAT)), None)
    counts = Counter(d.severity for d in submission.deviations if d is not repeated)
    errors, warnings, notices = counts[Severity.ERROR], counts[Severity.WARNING], counts[Severity.NOTICE]
    if submission.arrival.channel is Channel.COMMAND:
        return _conclusion_of_self_check(submission.verdict, errors, warnings, notices)
    if repeated is None:
        return _conclusion_on_arrival(submission.verdict, errors, warnings, notices)
    said = f"{repeated.what}{repeated.advice}"
    if not counts_all_the_same(repeated):
        return said
    return f"{_conclusion_on_arrival(submission.verdict, errors, warnings, notices)}{said}"


def _conclusion_on_arrival(verdict: Verdict, errors: int, warnings: int, notices: int) -> str:
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
        return (
            "台账已收到，没有错误。其中有任务表示不适用于本单位，已列入存疑核定，核定结果将以新的回执告知；"
            "请按下列意见补充理由。"
        )
    if warnings:
        return f"台账已接收。另有{warnings}项内容建议完善，请结合实际修改。"
    if notices:
        return f"台账已接收，未发现需要补正的问题。另有提示{notices}项，供参考。"
    return "台账已接收，未发现需要补正的问题。"


def _conclusion_of_self_check(verdict: Verdict, errors: int, warnings: int, notices: int) -> str:
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
        return "自查结果：没有错误，可以报送。其中有任务表示不适用于本单位，报送后由汇总单位核定，请写明理由。"
    if warnings:
        return f"自查结果：没有错误，可以报送。另有{warnings}项内容建议完善，请结合实际修改。"
    more = f"另有提示{notices}项，供参考。" if notices else ""
    return f"自查结果：未发现需要补正的问题，可以报送。{more}"
