"""CITY.toml: every fault at once, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.city.city import City, Member, read_city
from pipeline.settings import SettingsError


def _file(place: Path, text: str, *folders: str) -> Path:
    for folder in folders:
        (place / folder).mkdir()
        (place / folder / "taizhang.toml").touch()
    path = place / "市.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_counties_stand_where_the_file_stands(tmp_path: Path) -> None:
    text = 'name = "某市"\n[[county]]\nname = "甲县"\nfolder = "a"\n[[county]]\nname = "乙县"\nfolder = "b"\n'
    members = (Member("甲县", tmp_path / "a"), Member("乙县", tmp_path / "b"))
    assert read_city(_file(tmp_path, text, "a", "b")) == City("某市", members, tmp_path / "市级汇总")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    counties = '[[county]]\nname = "甲县"\n[[county]]\nname = "乙县"\nfolder = "b"\nfolde = 1\n'
    text = f'naem = "某市"\nworkers = "2"\n{counties}'
    with pytest.raises(SettingsError) as told:
        read_city(_file(tmp_path, text))
    for words in ("naem", "缺少城市名称", "workers", "第1个县缺少", "第2个县中的“folde”"):
        assert words in str(told.value)


def test_a_county_is_listed_once(tmp_path: Path) -> None:
    twice = "".join(f'[[county]]\nname = "甲县"\nfolder = "{folder}"\n' for folder in ("a", "./a"))
    with pytest.raises(SettingsError, match="名称“甲县”列了2次") as told:
        read_city(_file(tmp_path, f'name = "某市"\n{twice}', "a"))
    assert f"文件夹“{tmp_path / 'a'}”列了2次" in str(told.value)


@pytest.mark.parametrize(
    "text", ["name = ", "name = '某市'\n", "", "name = '某/市'\n[[county]]\nname = '合计'\nfolder = 'a'\n"]
)
def test_what_is_no_list_of_counties_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError):
        read_city(_file(tmp_path, text))
