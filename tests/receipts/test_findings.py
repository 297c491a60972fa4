"""What a receipt says: grouping, order, what to do first, progress, numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.judging.checks.c06_no_guidance import guides
from pipeline.judging.checks.f09_copied_measure import is_copy
from pipeline.judging.checks.wording import NO_NEED
from pipeline.judging.substance.judge import SubstanceJudge, kind_of
from pipeline.model import (
    NOT_COPIED,
    OTHER_FORM,
    Channel,
    Decision,
    DecisionKind,
    Deviation,
    EntryMatch,
    Evidence,
    Identification,
    Match,
    Phrasing,
    ReadingNote,
    Severity,
    Substance,
    Verdict,
)
from pipeline.plan.plans import read_plan
from pipeline.plan.substance_model import read_substance_model
from pipeline.receipts.findings import findings_of, receipt_number
from pipeline.receipts.lines import group
from pipeline.receipts.progress import progress_since
from tests.receipts.samples import (
    COPIED,
    GAPS,
    LEADER_1,
    LEADER_2,
    NO_LIMIT,
    OWN_TASK,
    RULES,
    TOO_LATE,
    deviation,
    past,
    plan,
    resubmission,
    submission,
    without_ledger,
)


def test_equal_messages_are_one_line_with_all_their_cells():
    (line,) = group((LEADER_2, LEADER_1), plan())
    assert (line.count, line.where("台账"), line.title) == (2, "E5、E7", "缺单位分管领导")


def test_many_cells_are_abbreviated():
    many = [replace(LEADER_1, cell=f"E{row}") for row in range(20, 0, -2)]
    (line,) = group(many, plan())
    assert line.where("台账") == "E2、E4、E6、E8、E10、E12、E14、E16等10处"


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (["E3", "E4", "E5", "E6", "E9"], "E3至E6、E9"),
        (["E3", "E4", "F4", "E9"], "E3、E4、F4、E9"),
        (["E3", "F4", "G5"], "E3、F4、G5"),
    ],
)
def test_cells_below_each_other_are_named_from_first_to_last(cells: list[str], shown: str):
    (line,) = group([replace(LEADER_1, cell=cell) for cell in cells], plan())
    assert line.where("台账") == shown


def test_cells_of_other_sheets_are_named_with_their_sheet():
    (line,) = group((LEADER_1, replace(LEADER_2, sheet="二")), plan())
    assert line.where("台账") == "“二”E7、E5"


def test_errors_come_first_then_the_file_then_rows_then_gaps():
    late = deviation("S02", Severity.WARNING, "逾期报送。", "请注意。")
    lines = group((OWN_TASK, late, *GAPS, COPIED, TOO_LATE, NO_LIMIT, LEADER_1), plan())
    assert [line.code for line in lines] == ["F04", "F03", "T01", "C01", "C01", "S02", "F09", "C03"]


def test_the_missing_tasks_are_one_line_of_the_findings_and_listed_one_by_one():
    findings = findings_of(submission(), plan())
    (gap,) = [line for line in findings.lines if line.is_gap]
    assert gap.obligations == ("A1-11", "A1-31")
    assert (
        gap.what
        == "台账缺少下列2项任务：加强优化营商环境信息公开（附件1第11项）；推进行政决策公开透明（附件1第31项）。"
    )
    assert [t.obligation for t in findings.missing] == ["A1-11", "A1-31"]
    assert [t.no for t in findings.missing] == [4, 5]  # the ledger ends with 3


def test_missing_tasks_under_one_heading_of_the_plan_are_named_together():
    gaps = [
        deviation("C01", Severity.ERROR, f"缺少{o}。", "请补充。", obligation=o) for o in ("A1-37", "A1-45", "A1-38")
    ]
    (line,) = findings_of(submission(deviations=tuple(gaps)), plan()).lines
    assert (
        line.what
        == "台账缺少下列3项任务：推进政策精细化解读（附件1第37、38项）；规范开展政府信息公开（附件1第45项）。"
    )


def test_a_missing_task_has_the_first_sober_wording_as_its_example():
    wordings = (
        Phrasing("报告里的事晒一晒", "A1-11", "phrasings.csv", "everyday"),
        Phrasing("另一份清单中的写法", "A1-11", "phrasings-more.csv", "near"),
        Phrasing(plan().by_id["A1-11"].requirement, "A1-11", "phrasings.csv", "near"),
        Phrasing("每季度梳理惠企政策，主动推送给企业。", "A1-11", "phrasings.csv", "near"),
    )
    findings = findings_of(submission(), replace(plan(), phrasings=wordings))
    assert [t.example for t in findings.missing] == ["每季度梳理惠企政策，主动推送给企业。", ""]


def test_what_no_version_puts_right_is_not_among_the_things_to_do():
    late = deviation("S02", Severity.WARNING, "逾期报送。", "无需为此重新报送。")
    assert not findings_of(submission(deviations=(late,)), plan()).first_things


def test_what_is_left_to_copy_is_said_where_it_is_to_be_done():
    sent = submission()
    note = ReadingNote(NOT_COPIED, "“缺失任务”表中已填写的1项（第4行）尚未复制到台账。", "缺失任务")
    things = findings_of(replace(sent, file=replace(sent.file, notes=(note,))), plan()).first_things
    assert [t.how == note.text for t in things] == [t.to_missing for t in things]
    assert any(t.to_missing for t in things)


def test_the_plans_phrasings_give_examples_that_draw_no_remark():
    """What a receipt suggests must not be found fault with on its return: neither copied nor idle nor unclear."""
    worded, model = read_plan(RULES, with_phrasings=True), read_substance_model()
    speech = SubstanceJudge.speech_of(worded, model.bodies)
    everything = replace(submission(), missing=tuple(o.id for o in worded.obligations))
    tasks = [task for task in findings_of(everything, worded).missing if task.example]
    assert len(tasks) > 0.8 * len(worded.obligations), "an example that would be found fault with is none"
    laid = [speech.lay(task.example, "", (task.requirement, task.label)) for task in tasks]
    odds = model.probabilities([one.clauses for one in laid])
    kinds = [kind_of(model, one, each) for one, each in zip(laid, odds.tolist(), strict=True)]
    assert set(kinds) <= {Substance.REAL, Substance.UNCLEAR}
    assert kinds.count(Substance.UNCLEAR) <= 1, "an officer would have to be asked"
    for task in tasks:
        assert not is_copy(task.example, task.requirement), task.obligation
        assert task.obligation.startswith("A1") or guides(task.example), task.obligation


def test_three_things_first_gaps_before_blanks_and_the_many_before_the_few():
    findings = findings_of(submission(), plan())
    assert [t.what for t in findings.first_things] == [
        "附件1任务漏项2项，详见“缺失任务”表。",
        "缺单位分管领导2处：E5、E7。",
        "D6：“时限要求”未填写。",
    ]


def test_nothing_that_is_to_be_done_is_hidden_behind_the_first_things():
    findings = findings_of(submission(), plan())
    assert findings.others == (
        "以上3类（共5项）最要紧；其余3项（错误2项：D5、F6；警告1项：C5）见下表，请一并办理，全部办好后一次报送。"
    )
    assert findings_of(submission(deviations=(LEADER_1, OWN_TASK)), plan()).others == ""


def test_what_is_past_or_waits_for_an_officer_is_nothing_to_improve():
    late = deviation("S02", Severity.WARNING, "逾期报送。", "请注意。")
    waits = deviation("F13", Severity.WARNING, "已提交核定。", f"{NO_NEED}，等候核定。", "C5")
    passed = findings_of(submission(deviations=(late,), verdict=Verdict.ACCEPTED), plan())
    assert passed.conclusion == "台账已接收，未发现需要补正的问题。逾期报送已记录，无需为此重新报送。"
    waiting = submission(deviations=(late, waits), verdict=Verdict.PENDING)
    said = findings_of(replace(waiting, pending=("A1-11",)), plan())
    assert said.first_things == ()
    assert "其中1项任务" in said.conclusion
    assert said.conclusion.endswith("无需再报，等候核定即可。")
    asked = findings_of(submission(deviations=(COPIED, waits), verdict=Verdict.PENDING), plan())
    assert "另有1项请补充理由或者完善内容" in asked.conclusion
    assert asked.first_heading == "请补充、完善以下事项"


def test_how_many_tasks_are_reported_adds_up():
    sent = submission()
    unit = plan().unit_by_name["县水利局"]
    first, second, third, fourth, *others = (o.id for o in plan().binding_on(unit))
    done = EntryMatch((Match(second, 1.0),))
    waived = Decision(DecisionKind.WAIVE, "县水利局", fourth)
    sent = replace(
        sent, missing=(first, *others), pending=(third,), matches=(done, *sent.matches[1:]), in_force=(waived,)
    )
    assert findings_of(sent, plan()).tally == (
        f"方案分给本单位的任务应报{len(others) + 4}项："
        f"已报1项，缺报{len(others) + 1}项，已申请、待核定1项，已核定不需报1项。"
    )
    idle = EntryMatch(substance=Substance.HOLLOW, meant=(Match(first, 1.0),))
    assert findings_of(replace(sent, matches=(done, idle, *sent.matches[2:])), plan()).tally.endswith(
        f"已报1项，缺报{len(others)}项，已申请、待核定1项，所写举措过于空泛、不计入已报1项，已核定不需报1项。"
    )
    assert findings_of(replace(sent, in_force=()), plan()).tally == "", "nothing is told that does not add up"
    assert findings_of(replace(sent, identification=Identification(None)), plan()).tally == ""


def test_notices_are_nothing_to_do_first():
    findings = findings_of(submission(deviations=(OWN_TASK,), verdict=Verdict.ACCEPTED), plan())
    assert findings.first_things == ()
    assert findings.conclusion == "台账已接收，未发现需要补正的问题。另有提示1项，供参考。"


def test_progress_counts_what_is_fixed_left_and_new():
    second, first = resubmission()
    progress = progress_since(past(first), second)
    assert progress is not None
    assert progress.sentence == "与第1版相比：已整改2项，还剩3项，新增1项。"
    assert [d.code for d in progress.fixed] == ["F04", "F03"]
    new = [line.code for line in findings_of(second, plan(), past(first)).lines if line.is_new]
    assert new == ["F05"]


def test_nothing_is_compared_with_a_file_that_could_not_be_read():
    assert progress_since(past(submission()), without_ledger("damaged", Verdict.UNREADABLE)) is None
    assert progress_since(None, submission()) is None


def test_lateness_is_never_left_to_be_put_right():
    late = deviation("S02", Severity.WARNING, "逾期报送。", "请注意。")
    progress = progress_since(
        past(submission(deviations=(late, LEADER_1))), submission(deviations=(late,), version=2)
    )
    assert progress is not None
    assert (len(progress.fixed), progress.remaining, progress.new) == (1, 0, 0)
    assert progress.sentence.endswith("已整改1项，还剩0项，新增0项（“逾期报送”1项不在其内）。")


_DEVIATIONS = st.lists(
    st.builds(
        lambda code, severity, row, what: deviation(code, severity, what, "改。", f"C{row}", subject=f"{row}{what}"),
        st.sampled_from(("S05", "F01", "F03", "T01", "T05", "C04")),
        st.sampled_from(Severity),
        st.integers(4, 9),
        st.sampled_from(("甲", "乙")),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(_DEVIATIONS)
def test_grouping_loses_nothing_and_does_not_depend_on_the_order(deviations: list[Deviation]):
    lines = group(deviations, plan())
    assert sum(line.count for line in lines) == len(deviations)
    cells = {(line.code, line.what, s.cell) for line in lines for s in line.spots}
    assert cells == {(d.code, d.what, d.cell) for d in deviations}
    severities = [line.severity for line in lines]
    assert severities == sorted(severities, key=list(Severity).index)
    told = {(line.code, line.severity, line.what, line.spots) for line in lines}
    assert told == {(line.code, line.severity, line.what, line.spots) for line in group(deviations[::-1], plan())}


@settings(deadline=None)
@given(_DEVIATIONS, _DEVIATIONS)
def test_progress_adds_up(before: list[Deviation], after: list[Deviation]):
    progress = progress_since(
        past(submission(deviations=tuple(before))), submission(deviations=tuple(after), version=2)
    )
    assert progress is not None
    assert len(progress.fixed) + progress.remaining == len(before)
    assert progress.new + progress.remaining == len(after)


def test_the_receipt_number_is_stable_and_tells_versions_apart():
    first, second = submission(), submission(version=2)
    assert receipt_number(first, plan()) == receipt_number(submission(), plan())
    assert receipt_number(first, plan())[:-2] == receipt_number(second, plan())[:-2]
    assert receipt_number(second, plan()).endswith("-02")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_conclusion(verdict):
    sent = submission(verdict=verdict)
    assert findings_of(sent, plan()).conclusion.endswith("。")


def test_a_repeated_file_is_told_so_before_all_else():
    again = deviation("S06", Severity.NOTICE, "重复报送：本次内容与第2版完全相同。", "请核对是否发错了文件。")
    found = findings_of(submission(deviations=(LEADER_1, again)), plan())
    assert found.conclusion == "重复报送：本次内容与第2版完全相同。请核对是否发错了文件。"


def test_an_old_draft_that_counts_is_told_its_verdict_and_that_it_seems_old():
    again = replace(
        deviation("S06", Severity.NOTICE, "疑似误发旧稿：早于第2版。", "请核对是否误发了旧稿。"),
        subject="saved_earlier|0",
    )
    wrong = findings_of(submission(deviations=(LEADER_1, again)), plan())
    assert wrong.conclusion == (
        "台账已收到，存在错误1项，请按下列意见补正后重新报送。疑似误发旧稿：早于第2版。请核对是否误发了旧稿。"
    )
    fine = findings_of(submission(verdict=Verdict.ACCEPTED, deviations=(again,)), plan())
    assert fine.conclusion.startswith("台账已接收，未发现需要补正的问题。疑似误发旧稿")


def test_the_reading_report_names_sheet_header_and_signs():
    reading = findings_of(submission(), plan()).reading
    assert reading[0] == "读取的是工作表“台账”，表头在第3行，共读到工作任务3项、工作举措4条。"
    assert "报送单位认定为县水利局，依据：表格标题（沂源县水利局政务公开工作任务台账）。" in reading


def test_the_reading_report_names_every_sheet_that_was_read():
    sent = submission()
    ledger = sent.ledger
    further = replace(ledger.entries[-1], sheet="附件2")
    several = replace(sent, ledger=replace(ledger, entries=(*ledger.entries, further)))
    assert (
        findings_of(several, plan()).reading[0].startswith("读取的是工作表“台账”“附件2”，合为一份台账，表头在第3行")
    )


def test_a_self_check_does_not_say_that_anything_was_received():
    received = submission()
    own = replace(received, arrival=replace(received.arrival, channel=Channel.COMMAND))
    assert findings_of(own, plan()).conclusion.startswith("自查结果：存在错误")
    assert findings_of(received, plan()).conclusion.startswith("台账已收到")


def blank_limit(cell: str, suggestion: str) -> Deviation:
    return replace(NO_LIMIT, cell=cell, suggestion=suggestion, subject=cell)


def test_a_group_of_blank_limits_says_for_each_what_to_write():
    limits = {"D5": "长期坚持", "D6": "年底前", "D7": "长期坚持", "D9": ""}
    said = findings_of(submission(deviations=tuple(blank_limit(*pair) for pair in limits.items())), plan())
    (line,) = said.lines
    assert line.suggested("台账") == "D5、D7：长期坚持\nD6：年底前"
    assert said.first_things[0].how.endswith("建议填写：D5、D7：长期坚持；D6：年底前。")


def test_only_equal_advice_is_put_together_in_what_to_do_first():
    june = replace(TOO_LATE, cell="D6", advice="请将时限调整为不晚于2022年6月30日。", suggestion="2022年6月30日前")
    july = replace(june, cell="D7", content="七月", what="另一句。")
    said = findings_of(submission(deviations=(TOO_LATE, june, july)), plan()).first_things
    assert [thing.what.partition("：")[2] for thing in said] == ["D6、D7。", TOO_LATE.what]
    assert said[0].how == june.advice + "建议填写：2022年6月30日前。"
    assert said[1].how.startswith(TOO_LATE.advice)


SHIFTED = deviation(
    "F14", Severity.ERROR, "各栏的内容整体偏右1列。", "请选中D列至G列的内容，剪切后粘贴到C列。", "C3", subject="C3"
)


def test_where_the_sheet_itself_is_wrong_that_is_the_first_thing_and_all():
    said = findings_of(submission(deviations=(*GAPS, LEADER_1, SHIFTED)), plan())
    assert [thing.how for thing in said.first_things] == [SHIFTED.advice]
    assert "先把表格本身改正" in said.form_first
    assert "一次报送" in said.form_first
    assert said.others == (
        "以上1项最要紧；其余3项（错误3项：E5、附件1任务漏项）见下表，请一并办理，全部办好后一次报送。"
    )
    assert len(said.lines) == 3, "all the rest stands below all the same"


def test_a_single_cell_in_the_wrong_column_is_no_matter_of_the_sheet():
    cell = replace(SHIFTED, content="办公室")
    said = findings_of(submission(deviations=(*GAPS, cell)), plan())
    assert said.form_first == ""
    assert said.first_things[0].to_missing


def test_which_of_two_sheets_was_judged_stands_in_the_head():
    sent = submission(deviations=())
    assert sent.ledger is not None
    note = ReadingNote(OTHER_FORM, "工作表“台账2”只印有任务名称，未计入，本次校验的是“台账”。", "台账2")
    sent = replace(sent, ledger=replace(sent.ledger, notes=(note,)))
    assert findings_of(sent, plan()).form_first == note.text


def test_the_source_of_a_file_whose_unit_is_open_is_the_folder_that_it_lay_in() -> None:
    signs = (Evidence("title", "沂源县水利局台账", "县水利局"), Evidence("folder", "县科技局", "县科技局"))
    given = submission()
    assert findings_of(given, plan()).source == "按文件中写明的单位认定"
    open_ = replace(given, identification=Identification(None, signs, contradictory=True))
    assert findings_of(open_, plan()).source == "报送文件夹（县科技局）"
    assert findings_of(replace(open_, identification=Identification(None, signs[:1])), plan()).source == ""
