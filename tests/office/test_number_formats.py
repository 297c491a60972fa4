"""What a cell shows of its value: the formats that clerks and their programs use."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.office.number_formats import is_harmless, shown

JUNE = datetime(2022, 6, 1)

SHOWN = [
    (2022.1, "0.00", "2022.10"),
    (3, '"文件公开后"0"个工作日内公开"', "文件公开后3个工作日内公开"),
    (20, 'G/通用格式"个工作日内"', "20个工作日内"),
    (1, '[=1]"是";[=0]"否"', "是"),
    (0, '[=1]"是";[=0]"否"', "否"),
    (5, '[>=3]"多";"少"', "多"),
    (JUNE, 'm"月"', "6月"),
    (JUNE, 'm"月底前"', "6月底前"),
    (JUNE, 'yyyy"年"m"月"', "2022年6月"),
    (JUNE, "yyyy.mm", "2022.06"),
    (JUNE, "mmm-yy", "2022年6月"),
    (44713, 'm"月"d"日"', "6月1日"),
    (JUNE, 'yyyy"年"m"月"d"日前"', "2022年6月1日前"),
    (JUNE, '[DBNum1]yyyy"年"m"月"', "二〇二二年六月"),
    (datetime(2022, 11, 20), '[DBNum1]m"月"d"日"', "十一月二十日"),
    (305, '[DBNum1]0"件"', "三百〇五件"),
    (15, '[DBNum2]0"个"', "壹拾伍个"),
    (0.25, "0%", "25%"),
    (1234567, "#,##0", "1,234,567"),
    (-5, '0;"亏"0', "亏5"),
    (-5, "0.0", "-5.0"),
    (5, ";;;", ""),
    ("机密", ";;;", ""),
    ("6月底", '@"前"', "6月底前"),
    (3, '"第"0"季度"', "第3季度"),
    (202206, '0000"年"00"月"', "2022年06月"),
    (20220618, '0"年"00"月"00"日前"', "2022年06月18日前"),
    (6, '0000"年"00"月"', "0000年06月"),
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN, ids=[f"{v} {c}" for v, c, _ in SHOWN])
def test_as_shown(value: float | str | date, code: str, text: str) -> None:
    assert shown(value, code) == text
    assert not is_harmless(code)


@pytest.mark.parametrize("code", ["General", "@", "0", "0_ ", "yyyy/m/d", 'yyyy"年"m"月"d"日"', "yyyy-mm-dd hh:mm"])
def test_formats_that_show_the_value_itself_are_harmless(code: str) -> None:
    assert is_harmless(code)


def test_a_whole_date_stays_as_it_is_read() -> None:
    assert shown(JUNE, "[$-F800]dddd, mmmm dd, yyyy") is None
    assert shown(44713, "yyyy/m/d") == "2022-06-01"
    assert shown(-3, "yyyy/m/d") is None


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(), st.text(max_size=30))
def test_no_format_breaks_the_reading(value: float, code: str) -> None:
    assert shown(value, code) is None or isinstance(shown(value, code), str)


@given(st.integers(0, 9999))
def test_chinese_numerals_tell_numbers_apart(number: int) -> None:
    assert (shown(number, "[DBNum1]0") == shown(number + 1, "[DBNum1]0")) is False
