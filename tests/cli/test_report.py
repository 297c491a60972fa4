"""``taizhang report``: letters from a working folder, drafted and never replaced unasked."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from tests.commands import taizhang


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "work"
    assert taizhang("init", place).returncode == 0
    return place


def test_a_notice_is_drafted_and_an_edited_one_stays(folder: Path, tmp_path: Path) -> None:
    letter = tmp_path / "通报.docx"
    arguments = ("report", "--dir", folder, "--as-of", "2022-05-23", "-o", letter)
    assert taizhang(*arguments).returncode == 0
    edited = docx.Document(str(letter))
    assert "报送和整改情况的通报" in edited.paragraphs[1].text
    edited.add_paragraph("经办人改过")
    edited.save(str(letter))
    again = taizhang(*arguments)
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert docx.Document(str(letter)).paragraphs[-1].text == "经办人改过"
    assert taizhang(*arguments, "--overwrite").returncode == 0
    assert docx.Document(str(letter)).paragraphs[-1].text != "经办人改过"


def test_all_who_owe_something_get_a_letter_each(folder: Path, tmp_path: Path) -> None:
    common = ("report", "--dir", folder, "--kind", "催办函")
    done = taizhang(*common, "--as-of", "2022-05-23", "--by", "2022-05-30", "-o", tmp_path / "函")
    assert done.returncode == 0, done.stderr
    letters = sorted((tmp_path / "函").glob("*.docx"))
    assert len(letters) == 41, "all 42 that are to report, but for the one that writes"
    assert all("2022年5月30日前" in "".join(p.text for p in docx.Document(str(f)).paragraphs) for f in letters[:3])
    early = taizhang(*common, "--as-of", "2022-05-20", "-o", tmp_path / "早")
    assert early.returncode == 0
    assert "没有需要催办的事项" in early.stdout
    assert not (tmp_path / "早").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--unit", "县财政局"), "--unit 只用于催办函"),
        (("--by", "2022-05-30"), "--by 只用于催办函"),
        (("-o", "x.pdf"), "应改为 .docx"),
        (("--kind", "催办函", "--unit", "县外星局"), "没有“县外星局”"),
        (("--kind", "催办函", "--as-of", "2022-05-23", "-o", "x.docx"), "-o 应为文件夹"),
    ],
)
def test_wrong_use_is_told(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    refused = taizhang("report", "--dir", folder, *arguments)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
