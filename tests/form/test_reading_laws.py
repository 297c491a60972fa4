"""Laws of reading, tried on random tables: what was written is read, where it was written."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.form.files import read_file
from pipeline.model import Field, Ledger
from pipeline.model.cells import column_letter, column_number
from tests.form.reading_books import Grid, Merge, written

HEADER = ["序号", "工作任务", "工作举措", "时限要求", "单位分管领导", "责任科室"]
# Plain words: what reads as a heading, a signature or a number of its own is tested by itself.
WORDS = st.text(alphabet="政务公开县级信用监管水价预算决算甲乙丙丁", min_size=1, max_size=12).map(
    lambda t: f"做好{t}"
)
LIMITS = st.sampled_from(["长期坚持", "年底前", "6月底前", "每季度", "2022年8月底前", ""])
NAMES = st.sampled_from(["张三", "李四", "王小明", ""])
SECTIONS = st.sampled_from(["办公室", "信用科", "法规科", ""])


@dataclass
class Task:
    text: str
    rows: list[tuple[str, str, str, str]]
    """Measure, time limit, leader, section of each row."""
    merged_leader: bool
    merged_section: bool


TASKS = st.lists(
    st.builds(
        Task,
        text=WORDS,
        rows=st.lists(st.tuples(WORDS, LIMITS, NAMES, SECTIONS), min_size=1, max_size=4),
        merged_leader=st.booleans(),
        merged_section=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@dataclass
class Laid:
    """A random ledger laid out on a sheet, and what reading it must give: (row, six texts)."""

    grid: Grid
    merges: list[Merge]
    expected: list[tuple[int, tuple[str, ...]]]


def laid(tasks: list[Task], top: int, left: int, gaps: list[int]) -> Laid:
    """Lay the tasks out: tasks merged over their rows, ``gaps`` blank rows before each, from a cell on."""
    pad = [""] * left
    grid: Grid = [[] for _ in range(top)] + [[*pad, *HEADER]]
    merges: list[Merge] = []
    expected = []
    # Something is merged in every column that may be handed down, so that a blank is a blank.
    for number, task in enumerate(tasks, 1):
        grid += [[] for _ in range(gaps[number % len(gaps)])]
        start, count = len(grid), len(task.rows)
        leader0, section0 = task.rows[0][2], task.rows[0][3]
        for i, (measure, limit, leader, section) in enumerate(task.rows):
            leader = leader0 if task.merged_leader else leader or "赵六"
            section = section0 if task.merged_section else section or "综合科"
            grid.append(
                [*pad, number if i == 0 else "", task.text if i == 0 else "", measure, limit, leader, section]
            )
            expected.append((start + i + 1, (str(number), task.text, measure, limit, leader, section)))
        if count > 1:
            columns = [0, 1, *([4] if task.merged_leader else []), *([5] if task.merged_section else [])]
            merges += [(start, left + c, start + count - 1, left + c) for c in columns]
    return Laid(grid, merges, expected)


def read(sheet: Laid) -> Ledger:
    result = read_file(written([("台账", sheet.grid, sheet.merges)]), "x.xlsx")
    assert result.failure is None, result.failure
    (ledger,) = result.ledgers
    return ledger


@settings(max_examples=60, deadline=None)
@given(tasks=TASKS, top=st.integers(0, 6), left=st.integers(0, 3), gaps=st.lists(st.integers(0, 2), min_size=1))
def test_what_was_written_is_read_where_it_was_written(
    tasks: list[Task], top: int, left: int, gaps: list[int]
) -> None:
    sheet = laid(tasks, top, left, gaps)
    ledger = read(sheet)
    assert [(e.row, tuple(e.value(f).text for f in Field)) for e in ledger.entries] == sheet.expected
    for entry in ledger.entries:
        for field in Field:
            value = entry.value(field)
            letters = value.cell.rstrip("0123456789")
            row = int(value.cell.removeprefix(letters))
            assert letters == ledger.columns[field]
            assert row <= entry.row
            assert value.inherited == (row < entry.row)
            assert str(sheet.grid[row - 1][column_number(letters) - 1]) == value.text


@settings(max_examples=40, deadline=None)
@given(tasks=TASKS, left=st.integers(0, 3), gaps=st.lists(st.integers(0, 3), min_size=1))
def test_blank_rows_change_nothing_but_the_row_numbers(tasks: list[Task], left: int, gaps: list[int]) -> None:
    close = [tuple(e.value(f).text for f in Field) for e in read(laid(tasks, 0, left, [0])).entries]
    apart = [tuple(e.value(f).text for f in Field) for e in read(laid(tasks, 3, left, gaps)).entries]
    assert close == apart


@settings(max_examples=40, deadline=None)
@given(tasks=TASKS)
def test_filled_cells_are_all_counted(tasks: list[Task]) -> None:
    sheet = laid(tasks, 1, 1, [0])
    covered = {
        (r, c) for t, left, b, right in sheet.merges for r in range(t, b + 1) for c in range(left, right + 1)
    } - {(t, left) for t, left, _, _ in sheet.merges}
    filled = sum(v != "" and (r, c) not in covered for r, row in enumerate(sheet.grid) for c, v in enumerate(row))
    assert read_file(written([("台账", sheet.grid, sheet.merges)]), "x.xlsx").filled_cells == filled


@given(st.binary(max_size=2_000))
def test_no_bytes_raise(data: bytes) -> None:
    assert read_file(data, "x.xlsx").failure is not None


@given(st.binary(max_size=500))
def test_no_zip_or_ole_beginning_raises(data: bytes) -> None:
    for magic in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\x00".encode("utf-16-le")):
        assert read_file(magic + data, "x.xlsx").failure is not None


@given(st.integers(1, 16_384))
def test_column_letters_and_numbers_are_inverse(number: int) -> None:
    assert column_number(column_letter(number)) == number
