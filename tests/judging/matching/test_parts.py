"""A measure of several clauses is scored by its stretches as well."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.judging.matching.parts import stretches


def test_stretches_of_one_to_three_clauses() -> None:
    found = stretches("文件随文解读,报件附解读稿;定稿后送大数据中心。按时答复申请人")
    assert "文件随文解读" in found
    assert "报件附解读稿,定稿后送大数据中心" in found
    assert "报件附解读稿,定稿后送大数据中心,按时答复申请人" in found
    assert "文件随文解读,报件附解读稿,定稿后送大数据中心,按时答复申请人" not in found


def test_one_clause_is_its_own_stretch() -> None:
    assert stretches("公示名单隐去个人信息") == ["公示名单隐去个人信息"]


def test_no_text_has_one_empty_stretch() -> None:
    assert stretches("") == [""]


@given(st.lists(st.text(alphabet="公开政策解读", min_size=1, max_size=9), max_size=200))
def test_the_work_is_bounded(clauses: list[str]) -> None:
    assert 1 <= len(stretches("。".join(clauses))) <= 3 * 25
