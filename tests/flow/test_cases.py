"""Small inputs that once failed, with what is right: each stands for a whole kind."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.cli.check_json import Document
from pipeline.flow.examine import Examination, Examiner
from pipeline.model import Arrival, Submission

DATA = Path(__file__).parents[1] / "data" / "cases"
RULES = Path(__file__).parents[2] / "rules" / "yiyuan-2022"
READING_CODES = ("S03", "S04", "S05", "S07", "S08", "F01", "F02", "F03", "F04", "F05", "F14", "T06")


@cache
def examiner() -> Examiner:
    return Examiner(RULES).prepare()


@cache
def examined(name: str) -> Submission:
    (path,) = DATA.glob(f"{name}*")
    data = path.read_bytes()
    arrival = Arrival(path.name, sha256(data).hexdigest(), len(data), datetime(2022, 5, 19, 9))
    (submission,) = examiner()(Examination(arrival, data, date(2022, 5, 21)))
    return submission


def codes(submission: Submission) -> dict[str, int]:
    found = [d.code for d in submission.deviations if d.code in READING_CODES]
    return {code: found.count(code) for code in found}


# case | unit | entries | codes of reading
TABLE = """
00-control | 县水利局 | 34 |
01-hollow | 县民政局 | 26 | F04=26 F05=26
02-本单位不涉及 | 县民政局 | 26 |
03-leader-section | 县民政局 | 26 | F04=18 F05=15 F14=6
04-leader-section | 县民政局 | 26 | F14=1
05-timelimit-leader | 县民政局 | 26 | F14=1
06-县水利局 | 县水利局 | 26 |
07-filled-on-Sheet1 | 县民政局 | 26 |
08-sheet | 县民政局 | 26 | S08=1
10-科技局 | 县科技局 | 34 | F14=1
col-g-noheading | 县水利局 | 34 | S08=1
right-notes | 县水利局 | 34 | S08=1
dispimg | 县水利局 | 34 | F04=34
leader-placeholders | 县水利局 | 34 | F04=6 F05=7 F14=3
fmt-m-month | 县水利局 | 34 |
fmt-workdays | 县水利局 | 34 |
ref-zero | 县水利局 | 34 |
vlookup-na | 县水利局 | 34 |
table-total | 县水利局 | 34 |
second-sheet-cont | 县水利局 | 34 |
second-sheet-noheader | 县水利局 | 34 |
strike-row | 县水利局 | 33 |
strike2 | 县水利局 | 34 |
two-limits | 县水利局 | 34 |
ym-2022.10 | 县水利局 | 34 |
velvet | 县水利局 | 34 |
最新县水利局台账 | 县水利局 | 34 |
ledger-with-letter-and-scan | 县水利局 | 34 |
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines(), ids=lambda line: line.split(" | ")[0])
def test_case(line: str) -> None:
    name, unit, entries, expected = (part.strip() for part in (line + " ").split("|"))
    submission = examined(name)
    assert submission.unit == unit
    assert submission.ledger is not None
    assert len(submission.ledger.entries) == int(entries)
    assert codes(submission) == {c: int(n) for c, n in (word.split("=") for word in expected.split())}


def reading(name: str) -> str:
    submission = examined(name)
    assert submission.ledger is not None
    return "\n".join(n.said for n in (*submission.file.notes, *submission.ledger.notes))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("06-县水利局", "在发给县民政局的模板上填写的"),
        ("07-filled-on-Sheet1", "工作表“台账”只印有任务名称，没有填写举措，未计入，本次校验的是“Sheet1”"),
        ("08-sheet", "本次校验的是“台账（修改后）”（从表名看是修改后的）"),
        ("second-sheet-cont", "已作为续表接在其后读取"),
        ("strike-row", "已划删除线"),
        ("two-limits", "校验的是“本单位完成时限”（E列）"),
        ("ref-zero", "第37—94行只有公式、下拉默认值或“/”"),
        ("dispimg", "是图片，图片中的文字不能读取"),
    ],
)
def test_what_was_done_is_told(name: str, told: str) -> None:
    assert told in reading(name)


def limits(name: str) -> set[str]:
    submission = examined(name)
    assert submission.ledger is not None
    return {e.time_limit.text for e in submission.ledger.entries}


def test_what_a_cell_shows_is_judged() -> None:
    assert "6月" in limits("fmt-m-month")
    assert "文件公开后3个工作日内公开" in limits("fmt-workdays")
    assert "2022.10" in limits("ym-2022.10")
    assert not any("20日" in text for text in limits("strike2") - limits("00-control"))


def test_swapped_values_stand_where_they_are_meant() -> None:
    for name in ("04-leader-section", "05-timelimit-leader", "10-科技局"):
        ledger = examined(name).ledger
        assert ledger is not None
        assert {e.leader.text for e in ledger.entries} <= {"王志强", "赵桂兰", "郝志远", "孙爱玲"}


def test_what_is_read_as_meant_stands_in_the_json() -> None:
    examined("04-leader-section")
    plan = examiner().plan
    document = Document(plan, date(2022, 5, 21))
    (submission,) = json.loads(document.next(examined("04-leader-section")) + document.end())["submissions"]
    told = "“单位分管领导”（E列）与“责任科室”（F列）两栏的内容填反了，本次已按应填的栏目读取和校验，表中仍请改回。"
    assert any(told in said for said in submission["reading"])


def test_what_came_along_is_named() -> None:
    assert examined("ledger-with-letter-and-scan").arrival.companions == ("报送函.pdf", "盖章扫描件.jpg")
