"""What the receipt says of what has changed since the version before."""

from __future__ import annotations

from pipeline.model import PastFindings, Verdict
from pipeline.receipts.findings import findings_of
from pipeline.receipts.page import receipt_page
from pipeline.receipts.version_changes import MOST_CHANGES, changes_since
from tests.receipts.samples import ROWS, ledger_bytes, past, plan, resubmission, submission, without_ledger


def test_each_change_names_its_row_and_what_stood_there() -> None:
    second, first = resubmission()
    changes = changes_since(past(first), second, plan())
    assert changes is not None
    assert changes.sentence == (
        "台账内容与第1版相比：新增举措1条，修改举措3条（其中时限变动2条、分管领导或责任科室变动1条），未改动1条。"
    )
    said = [(c.kind, c.place, c.said) for c in changes.lines]
    assert said == [
        ("修改", "第5行", "时限要求由“2023年6月底前”改为“2022年9月底前”。"),
        (
            "修改",
            "第6行",
            "工作举措由“=SUM(1,2) 维护政府网站专栏”改为“=SUM(1,2) 维护政府网站专栏，每季度检查一次”；"
            "时限要求由空白改为“每季度”。",
        ),
        ("修改", "第7行", "责任科室由“法规科”改为空白。"),
        ("新增", "第8行", ""),
    ]
    assert "13812345678" not in changes.lines[-1].measure
    assert changes.more == ""


def test_a_first_version_is_compared_with_nothing() -> None:
    assert findings_of(submission(), plan()).changes is None
    assert changes_since(PastFindings(1, ()), submission(), plan()) is None
    unreadable = without_ledger("damaged", Verdict.UNREADABLE)
    assert changes_since(past(submission()), unreadable, plan()) is None
    assert "与上一版相比" not in receipt_page(submission(), plan(), None)


def test_the_same_measures_again_are_said_to_be_the_same() -> None:
    sent = submission(version=2)
    changes = changes_since(past(submission()), sent, plan())
    assert changes is not None
    assert (changes.lines, changes.sentence) == ((), "台账内容与第1版相比：各条举措未作改动（序号、备注等不计）。")


def test_what_is_not_listed_is_counted() -> None:
    rows = [
        (str(n), f"第{n}项工作", f"第{n}项工作由办公室{n}月份集中办理", "每月", "王海燕", "办公室") for n in range(40)
    ]
    sent = submission(ledger_bytes(rows, plain=True), version=2)
    changes = changes_since(past(submission()), sent, plan())
    assert changes is not None
    assert len(changes.lines) == MOST_CHANGES
    assert changes.left_out == 40 + len(ROWS) - MOST_CHANGES
    assert changes.more == f"以上列出{MOST_CHANGES}条，其余{changes.left_out}条未逐一列出。"
    assert changes.more in receipt_page(sent, plan(), past(submission()))
