"""Official plans as Word documents: the whole plan, its head, and laws that hold for any."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.plan.official.document import OfficialFile, TaskRow, read_official_plan
from pipeline.plan.official.folder import new_rules
from tests.plan.plan_docx import (
    RULES,
    document,
    header,
    official,
    paragraph,
    print_of_project,
    rows_of,
    table,
    task_rows,
)
from tests.plan.test_official_tables import T1, cells, items_of, read, units_of
from tests.plan.test_official_tables import rows_of as rows_in


def as_printed(task: TaskRow) -> tuple[str, ...]:
    flags = (str(int(task.units_inherited)), str(int(task.deadline_inherited)))
    return (str(task.no), task.category, task.task, task.requirement, task.deadline, *flags)


@pytest.mark.parametrize(
    "how",
    [{}, {"page": 7}, {"page": 4}, {"numbers": "auto"}, {"numbers": "none"}, {"numbers": "none", "page": 5}],
    ids=str,
)
def test_the_plan_of_the_project_in_every_way_of_printing_it(how: dict[str, object]) -> None:
    plan = read_official_plan(OfficialFile(official(**how), "方案.docx"))
    columns = ("no", "category", "task", "requirement", "deadline", "units_inherited", "deadline_inherited")
    assert [as_printed(t) for t in rows_in(plan)] == [tuple(row[c] for c in columns) for row in rows_of("annex1.csv")]
    items = [(str(no), *rest) for no, *rest in items_of(plan)]
    assert items == [tuple(row.values()) for row in rows_of("annex2.csv")]
    assert plan.notes == ()


def test_the_print_of_the_plan_of_the_project_with_its_own_line_breaks() -> None:
    plan = read_official_plan(OfficialFile(print_of_project(), "方案.docx"))
    files = new_rules(plan, RULES).files
    for name in ("annex1.csv", "annex2.csv"):
        assert list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig")))) == rows_of(name)


def test_the_head_of_the_plan_of_the_project() -> None:
    head = read_official_plan(OfficialFile(official(), "方案.docx")).head
    assert head.title == "2022年沂源县政务公开工作方案"
    assert head.document_number == "源政办字〔2022〕20号"
    assert (head.county, head.year, head.ledgers_due) == ("沂源县", 2022, date(2022, 5, 20))
    assert head.issued == date(2022, 5, 18)
    assert (head.collecting_unit, head.collecting_phone) == ("县大数据中心", "3228369")


def test_the_parts_of_the_body_end_where_it_is_signed() -> None:
    sections = read_official_plan(OfficialFile(official(), "方案.docx")).sections
    assert [s.number for s in sections] == [1, 2, 3, 4, 5, 6, 7]
    assert sections[6].heading == "七、工作落实"
    assert sections[6].text.endswith("政务公开任务落实。")


def test_what_is_not_found_is_left_blank() -> None:
    plan = read(table([header(), cells(T1)]))
    assert plan.head == replace(plan.head, title="", document_number="", year=0, ledgers_due=None)
    assert items_of(plan) == []


def test_a_number_cited_in_a_sentence_is_not_that_of_the_document() -> None:
    plan = read(paragraph("根据《方案》（乙政办字〔2022〕20号），制定本方案。"), table([header(), cells(T1)]))
    assert plan.head.document_number == ""


def test_a_title_over_several_lines_and_one_that_only_the_letter_names() -> None:
    task = table([header(), cells(T1)])
    assert (
        read(paragraph("甲县人民政府"), paragraph("2023年甲县政务公开"), paragraph("工作方案"), task).head.year
        == 2023
    )
    letter = paragraph("甲县人民政府办公室关于印发2023年甲县政务公开工作方案的通知")
    assert read(letter, task).head.title == "2023年甲县政务公开工作方案"


@pytest.mark.parametrize(
    ("title", "county"),
    [
        ("2023年甲县政务公开工作方案", "甲县"),
        ("甲县2023年政务公开工作要点", "甲县"),
        ("乙州市甲县2023年政务公开工作方案", "甲县"),
        ("乙州市2023年政务公开工作方案", "乙州市"),
    ],
)
def test_the_county_is_read_from_the_title(title: str, county: str) -> None:
    head = read(paragraph(title), table([header(), cells(T1)])).head
    assert (head.title, head.county, head.year) == (title, county, 2023)


TAGS = st.sampled_from(
    "p r t tbl tr tc tcPr gridSpan vMerge tblGrid gridCol sdt br del numPr pPr txbxContent".split()  # noqa: SIM905
)
TREES = st.recursive(
    st.just(""),
    lambda inner: st.builds(
        lambda tag, value, text, parts: f'<w:{tag} w:val="{value}">{text}{"".join(parts)}</w:{tag}>',
        TAGS,
        st.sampled_from(["", "2", "-1", "x", "99999999", "restart", "continue"]),
        st.sampled_from(["", "1", "工作任务", "工作要求", "责任单位", "时限要求", "<!-- x -->"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_no_document_makes_the_reader_fail(tree: str) -> None:
    assert read_official_plan(OfficialFile(document(tree), "方案.docx")).failure is not None
    rows = table([header(), cells(T1)])
    whole = read_official_plan(OfficialFile(document(rows, tree), "方案.docx"))
    assert whole.failure is None
    assert rows_in(whole)[0].requirement.startswith("公开事项一。")


TEXT = st.text("公开信息财政县局年月底前一二三。，、（）“”0129AB", min_size=1, max_size=12)
UNITS = TEXT.filter(lambda text: text.strip("、"))
NAME = st.text("甲乙丙丁", min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(NAME, NAME, TEXT, UNITS, TEXT), min_size=1, max_size=9),
    page=st.integers(0, 4),
    numbers=st.sampled_from(["typed", "auto", "none"]),
)
def test_reading_what_was_written_gives_the_same_rows(
    rows: list[tuple[str, str, str, str, str]], page: int, numbers: str
) -> None:
    keys = ("category", "task", "requirement", "responsible_units", "deadline")
    tasks = [{"no": str(i), **dict(zip(keys, row, strict=True))} for i, row in enumerate(rows, 1)]
    plan = read(table(task_rows(tasks, page=page, numbers=numbers)))
    found = [(t.category, t.task, t.requirement, "".join(units_of(t)), t.deadline) for t in rows_in(plan)]
    assert [t.no for t in rows_in(plan)] == list(range(1, len(rows) + 1))
    assert [(*f[:3], f[4]) for f in found] == [(*r[:3], r[4]) for r in rows]
    assert [f[3] for f in found] == [r[3] if "（" in r[3] else r[3].replace("、", "") for r in rows]
