"""Officers' words: only theirs count, everything is undone again, every one is answered by a receipt of its own."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from pipeline.flow.day.decide import KnownWordError, WordError
from pipeline.flow.day.logbook import operations
from pipeline.flow.day.receive import process
from pipeline.flow.day.truth import settle
from pipeline.flow.day.words import claim, dismiss, find, number_of, restore, revoke, waiting_now, withdraw
from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county, consolidate, publish_changes
from pipeline.flow.seal import read_seal, seal_of
from pipeline.model import Decision, DecisionKind, Verdict
from pipeline.store.arrivals import ArrivalState
from pipeline.store.register import Register
from tests.flow.conftest import Clock, Story, drop, sample, sealed
from tests.flow.test_county import doubts_workbook
from tests.flow.test_trust import TRUE, UNIT, changed, counting, send
from tests.form.reading_books import HEADER, book

OFFICER, WHY = "李明", "来电核实"


def two_versions(installation: Installation, clock: Clock) -> None:
    send(installation, f"{UNIT}/台账.xlsx", sample(TRUE))
    clock.turn(20)
    send(installation, f"{UNIT}/台账2.xlsx", changed())
    clock.turn(21)


@pytest.fixture
def reported(after: Callable[[Story], Installation]) -> Installation:
    return after(two_versions)


def receipts(installation: Installation, unit: str = UNIT) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in sorted(installation.receipt_folder(unit).glob("*.html"))}


def version(installation: Installation) -> int | None:
    counts = counting(installation)
    return counts.version if counts else None


def test_a_version_is_withdrawn_and_restored_and_each_is_told_in_a_receipt_of_its_own(
    reported: Installation, clock: Clock
) -> None:
    before = receipts(reported)
    withdraw(reported, UNIT, None, OFFICER, WHY)
    settle(reported)
    assert version(reported) == 1
    (path,) = receipts(reported).keys() - before.keys()
    page = path.read_text(encoding="utf-8")
    assert f"因第2版撤回（{OFFICER}：{WHY}），现行台账为第1版重新出具" in page
    assert "第0003号" in path.name
    assert "第1版" in path.name
    clock.now += timedelta(hours=1)
    restore(reported, UNIT, None, OFFICER, "误撤")
    settle(reported)
    assert version(reported) == 2
    assert all(receipts(reported)[p] == data for p, data in before.items()), "no receipt is overwritten"
    assert len(receipts(reported)) == 4
    assert settle(reported) == ()
    assert len(receipts(reported)) == 4, "said once"


def test_without_any_version_the_unit_has_reported_nothing(reported: Installation) -> None:
    for number in (2, 1):
        withdraw(reported, UNIT, number, OFFICER, WHY)
    settle(reported)
    assert counting(reported) is None
    newest = list(receipts(reported).values())[-1].decode()
    assert "目前没有现行台账" in newest
    with pytest.raises(WordError, match="没有现行台账"):
        withdraw(reported, UNIT, None, OFFICER, WHY)
    with pytest.raises(KnownWordError, match="此前已撤回"):
        withdraw(reported, UNIT, 2, OFFICER, WHY)


def test_an_unknown_file_is_claimed_and_counts_once(installation: Installation) -> None:
    row = "1 | 规范政府信息公开 | 按月公开各类信息 | 长期坚持 | 张三 | 办公室"
    send(installation, "台账.xlsx", book(f"政务公开工作任务台账\n{HEADER}\n{row}"))
    (waiting,) = waiting_now(installation)
    claim(installation, find(installation, "台账.xlsx"), UNIT, OFFICER, WHY)
    settle(installation)
    counts = counting(installation)
    assert counts is not None
    assert (counts.version, counts.unit) == (1, UNIT)
    assert counts.missing, "it is judged as that unit's"
    assert waiting_now(installation) == ()
    assert build_county(installation, installation.clock().date()).strays == ()
    assert f"因认领为{UNIT}台账" in list(receipts(installation).values())[-1].decode()
    with pytest.raises(KnownWordError):
        claim(installation, find(installation, waiting.number), UNIT, OFFICER, WHY)
    settle(installation)
    assert version(installation) == 1


def test_what_waits_is_adopted_or_dismissed(reported: Installation) -> None:
    assert send(reported, f"{UNIT}台账.xlsx", changed("改")).verdict is Verdict.WAITING
    key = waiting_now(reported)[0].key
    dismiss(reported, key, OFFICER, WHY)
    assert (waiting_now(reported), version(reported)) == ((), 2)
    with pytest.raises(KnownWordError):
        dismiss(reported, key, OFFICER, WHY)
    restore(reported, UNIT, 3, OFFICER, "确为该局报送")
    settle(reported)
    counts = counting(reported)
    assert counts is not None
    assert (counts.version, {d.code for d in counts.deviations} & {"S09"}) == (3, set())
    assert "校验结论：退回补正" in list(receipts(reported).values())[-1].decode()


def test_a_note_is_dismissed(reported: Installation) -> None:
    send(reported, f"{UNIT}/撤回说明.txt", "请予撤回".encode())
    dismiss(reported, find(reported, "撤回说明.txt"), OFFICER, "已电话答复")
    assert waiting_now(reported) == ()


def test_what_counts_cannot_be_dismissed_but_withdrawn(reported: Installation) -> None:
    with pytest.raises(WordError, match="撤回"):
        dismiss(reported, find(reported, "台账2.xlsx"), OFFICER, WHY)


def test_a_decision_is_judged_answered_and_published_at_once(reported: Installation) -> None:
    consolidate(reported)
    before = receipts(reported)
    waiver = Decision(DecisionKind.WAIVE, UNIT, "A1-32", "", "无此会议", OFFICER, reported.clock())
    reported.register.record_decision(waiver, reported.plan.id)
    settle(reported)
    (path,) = receipts(reported).keys() - before.keys()
    assert "因核定结果变化" in path.read_text(encoding="utf-8")
    counts = counting(reported)
    assert counts is not None
    assert "A1-32" not in counts.missing
    recorded = reported.register.versions_of(UNIT)[-1]
    assert recorded.missing == counts.missing
    published = publish_changes(reported)
    assert published is not None
    assert publish_changes(reported) is None
    (decision,) = reported.decisions()
    revoke(reported, decision.number, OFFICER, "误批")
    settle(reported)
    counts = counting(reported)
    assert counts is not None
    assert "A1-32" in counts.missing
    with pytest.raises(KnownWordError):
        revoke(reported, decision.number, OFFICER, "误批")


def test_a_revoked_word_lets_the_one_before_it_hold_again(reported: Installation) -> None:
    first = Decision(DecisionKind.WAIVE, UNIT, "A1-32", "", "一", OFFICER, reported.clock())
    second = Decision(
        DecisionKind.EXTEND, UNIT, "A1-32", "", "二", OFFICER, reported.clock(), reported.clock().date()
    )
    for decision in (first, second):
        reported.register.record_decision(decision, reported.plan.id)
    settle(reported)
    counts = counting(reported)
    assert counts is not None
    assert "A1-32" in counts.missing, "the later word counts: extended, and so no longer waived"
    revoke(reported, reported.decisions()[-1].number, OFFICER, "误批")
    settle(reported)
    counts = counting(reported)
    assert counts is not None
    assert "A1-32" not in counts.missing


def waiver(installation: Installation, **seal: str) -> bytes:
    words = doubts_workbook(("豁免", OFFICER, "无此会议", UNIT, "A1-32", ""))
    return sealed(installation, words) if seal.get("seal", "ours") == "ours" else words


@pytest.mark.parametrize("place", ["", f"{UNIT}/", "县审计局/"])
def test_a_sealed_workbook_elsewhere_than_in_the_officers_folder_decides_nothing(
    reported: Installation, place: str
) -> None:
    found = send(reported, f"{place}汇总表.xlsx", waiver(reported))
    assert reported.decisions() == ()
    assert "S09" in {d.code for d in found.deviations}
    assert [w.submission.arrival.file_name for w in waiting_now(reported)] == ["汇总表.xlsx"]
    folder = reported.receipt_folder(found.unit)
    assert any("汇总表" in p.name for p in folder.glob("*.html")), "and it is answered"


def test_a_sheet_without_our_seal_decides_nothing_even_there(reported: Installation) -> None:
    found = send(reported, "核定/汇总表.xlsx", waiver(reported, seal="none"))
    assert reported.decisions() == ()
    assert "S09" in {d.code for d in found.deviations}


def test_a_plain_sheet_of_words_is_never_taken_for_a_ledger(reported: Installation) -> None:
    plain = openpyxl.Workbook()
    sheet = plain.active
    assert sheet is not None
    sheet.append(
        ("单位", "任务编号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室", "核定结果", "核定人")
    )
    sheet.append((UNIT, "A1-32", "任务", "举措", "年底", "张三", "办公室", "豁免", "王"))
    buffer = io.BytesIO()
    plain.save(buffer)
    found = send(reported, f"{UNIT}/台账.xlsx", buffer.getvalue())
    assert (found.ledger, found.version) == (None, 0)
    assert (reported.decisions(), version(reported)) == ((), 2)


def test_each_decision_holds_file_sheet_and_row(reported: Installation) -> None:
    drop(reported, "核定/汇总表.xlsx", waiver(reported))
    process(reported)
    (decision,) = reported.decisions()
    (recorded,) = [a for a in reported.register.arrivals_in(*ArrivalState) if a.arrival.folder == "核定"]
    source = decision.source
    assert (source.sha256, source.sheet, source.row) == (recorded.arrival.sha256, "存疑核定", 2)
    counts = counting(reported)
    assert counts is not None
    assert "A1-32" not in counts.missing, "it takes effect when it is taken in"
    assert "因核定结果变化" in list(receipts(reported).values())[-1].decode()


def test_only_listed_officers_decide(reported: Installation) -> None:
    reported.officers = ("王芳",)
    drop(reported, "核定/汇总表.xlsx", waiver(reported))
    process(reported)
    assert reported.decisions() == ()
    answer = next(reported.receipt_folder("核定意见").glob("*.html")).read_text(encoding="utf-8")
    assert "“李明”不在设置所列的核定人员中" in answer


def test_a_seal_of_another_installation_is_none_of_ours(reported: Installation, tmp_path: Path) -> None:
    other = Register(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    foreign = seal_of(other, reported.plan.id, "2022-05-19@1")
    ours = seal_of(reported.register, reported.plan.id, "2022-05-19@1")
    assert read_seal(reported.register, foreign) is None
    assert read_seal(reported.register, ours.replace("yiyuan-2022", "yiyuan-2023")) is None
    assert read_seal(reported.register, "") is None
    seal = read_seal(reported.register, ours)
    assert seal is not None
    assert seal.plan == reported.plan.id
    other.close()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("豁免", OFFICER, "无此会议", UNIT, "A2-15", ""), "方案没有把A2-15分给"),
        (("豁免", OFFICER, "无此会议", UNIT, "A9-99", ""), "方案中没有任务“A9-99”"),
    ],
)
def test_what_cannot_take_effect_is_refused_with_its_row(
    reported: Installation, line: tuple[str, ...], said: str
) -> None:
    drop(reported, "核定/汇总表.xlsx", sealed(reported, doubts_workbook(line)))
    process(reported)
    answer = next(reported.receipt_folder("核定意见").glob("*.html")).read_text(encoding="utf-8")
    assert said in answer
    assert "存疑核定 A2" in answer
    assert "不是最新汇总表" not in answer
    assert reported.decisions() == ()


def test_of_contradictory_words_the_later_counts_and_says_so(reported: Installation) -> None:
    lines = (
        ("认定", OFFICER, "属实", UNIT, "A1-32", "原文"),
        ("豁免", OFFICER, "无此会议", UNIT, "A1-32", ""),
    )
    drop(reported, "核定/汇总表.xlsx", sealed(reported, doubts_workbook(*lines)))
    process(reported)
    answer = next(reported.receipt_folder("核定意见").glob("*.html")).read_text(encoding="utf-8")
    assert "（“存疑核定”第3行）：李明已另行核定为“认定”" in answer
    assert "现以本次所填“豁免”为准" in answer


def test_the_log_tells_who_did_what_from_where(reported: Installation) -> None:
    withdraw(reported, UNIT, None, OFFICER, WHY)
    lines = operations(reported, UNIT)
    assert [(one.what, one.version, one.officer) for one in lines] == [
        ("来件", "第1版", ""),
        ("来件", "第2版", ""),
        ("撤回", "第2版", OFFICER),
    ]
    assert lines[0].proof == "本单位文件夹"
    assert UNIT in lines[0].source
    assert lines[2].number == number_of((2, 0))
    assert operations(reported, "县审计局") == ()
    assert len(operations(reported, since=reported.clock().date())) == 1


def filled(sheet: str, heads: tuple[str, ...], *lines: tuple[object, ...]) -> bytes:
    """A county workbook with one sheet on which an officer has said something."""
    made = openpyxl.load_workbook(io.BytesIO(doubts_workbook()))
    words = made.create_sheet(sheet)
    for line in (heads, *lines):
        words.append(line)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def answer(installation: Installation, data: bytes, clock: Clock) -> str:
    clock.now += timedelta(minutes=1)
    drop(installation, f"核定/{clock():%H%M}.xlsx", sealed(installation, data))
    process(installation)
    newest = max(installation.receipt_folder("核定意见").glob("*.html"), key=lambda path: path.name)
    return newest.read_text(encoding="utf-8")


def test_a_line_that_shows_another_record_than_its_number_means_is_refused(
    reported: Installation, clock: Clock
) -> None:
    waived = Decision(DecisionKind.WAIVE, UNIT, "A1-32", "", "无此会议", OFFICER, reported.clock())
    reported.register.record_decision(waived, reported.plan.id)
    (decision,) = reported.decisions()
    heads = ("记录编号", "单位", "任务编号", "处理结果", "经办人")
    for unit, task in ((UNIT, "A1-42"), ("县审计局", "A1-32")):
        page = answer(reported, filled("现行核定", heads, (decision.number, unit, task, "撤销", OFFICER)), clock)
        assert f"本行所列“{unit}{task}”与该编号的记录“{UNIT}A1-32”不符" in page
    assert reported.decisions() == (decision,)
    answer(reported, filled("现行核定", heads, (decision.number, UNIT, "A1-32", "撤销", OFFICER)), clock)
    assert reported.decisions()[0].revoked_at is not None

    send(reported, "新台账.xlsx", changed("别"))
    (waiting,) = waiting_now(reported)
    assert waiting.submission.arrival.file_name == "新台账.xlsx", "officers' own sheets wait for nobody"
    waits = number_of(waiting.key)
    heads = ("编号", "来件", "处理结果", "单位", "经办人")
    page = answer(reported, filled("待确认来件", heads, (waits, "别的.xlsx", "采用", "", OFFICER)), clock)
    assert "本行所列“别的.xlsx”与该编号的记录“新台账.xlsx”不符" in page
    assert version(reported) == 2
    answer(reported, filled("待确认来件", heads, (waits, "新台账.xlsx", "采用", "", OFFICER)), clock)
    assert version(reported) == 3


def test_a_word_of_another_years_plan_is_not_revoked_by_its_number(reported: Installation) -> None:
    past = Decision(DecisionKind.WAIVE, UNIT, "A1-32", "", "去年的", OFFICER, reported.clock())
    reported.register.record_decision(past, "yiyuan-2021")
    (number,) = (d.number for d in reported.register.all_decisions())
    with pytest.raises(WordError, match="现行方案下没有"):
        revoke(reported, number, OFFICER, "误批")


def test_the_answer_names_every_ledger_that_a_word_has_changed(installation: Installation) -> None:
    measure = "公布供水企业名单和服务热线"
    row = f"1 | 供水公开 | {measure} | 8月底前 | 张三 | 办公室"
    for unit in (UNIT, "县科技局", "县审计局"):
        lines = row if unit != "县审计局" else row.replace(measure, "组织政务公开培训一次")
        send(installation, f"{unit}/台账.xlsx", book(f"{unit}政务公开工作任务台账\n{HEADER}\n{lines}"))
    counts = counting(installation)
    assert counts is not None
    (obligation, *_) = sorted(counts.covered | counts.doubtful)
    words = doubts_workbook(("否定", OFFICER, "不落实此任务", UNIT, obligation, measure))
    send(installation, "核定/汇总表.xlsx", sealed(installation, words))
    (page,) = installation.receipt_folder("核定意见").glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "登记后的变化" in text
    effects = text[text.index("登记后的变化") :]
    assert UNIT in effects
    assert "县科技局" in effects, "another unit's same wording is understood alike"
    assert "县审计局" not in effects
    before = page.read_bytes()
    process(installation)
    assert page.read_bytes() == before, "told once"


def test_a_word_that_changes_no_ledger_says_so(reported: Installation) -> None:
    words = doubts_workbook(("豁免", OFFICER, "不涉及", "县科技局", "A1-32", ""))
    send(reported, "核定/汇总表.xlsx", sealed(reported, words))
    (page,) = reported.receipt_folder("核定意见").glob("*.html")
    assert "登记后没有单位的台账另出回执" in page.read_text(encoding="utf-8")


def test_an_officer_has_the_county_put_together_at_once(reported: Installation) -> None:
    published = consolidate(reported)
    assert published.newest is not None
    filled = openpyxl.load_workbook(published.newest)
    sheet = filled["待确认来件"]
    head = next(row for row in sheet.iter_rows() if "处理结果" in {c.value for c in row})
    places = {c.value: c.column for c in head}
    line = next(row[0].row for row in sheet.iter_rows() if any("立即汇总：" in str(c.value) for c in row)) + 1
    sheet.cell(line, places["处理结果"], "立即汇总")
    assert publish_changes(reported) is None, "nothing else calls for it"
    for officer, shown in (("", "未填经办人"), (OFFICER, "已登记立即汇总")):
        sheet.cell(line, places["经办人"], officer)
        buffer = io.BytesIO()
        filled.save(buffer)
        drop(reported, f"核定/汇总{officer}.xlsx", buffer.getvalue())
        process(reported)
        answers = [p.read_text(encoding="utf-8") for p in reported.receipt_folder("核定意见").glob("*.html")]
        assert any(shown in answer for answer in answers)
        assert not any("处理来件和现行核定" in answer for answer in answers), "it is about no file"
        assert (publish_changes(reported) is not None) is bool(officer)
    assert publish_changes(reported) is None
