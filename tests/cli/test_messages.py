"""``taizhang messages`` lists what users can be told: from every room, with the values shown and filled in."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from openpyxl import load_workbook

from pipeline.cli.messages import every_message, messages


def test_sentences_of_every_room_are_listed_with_an_example(tmp_path: Path) -> None:
    done = CliRunner().invoke(messages, ["--xlsx", str(tmp_path / "m.xlsx")], standalone_mode=False)
    assert done.return_value == 0, done.output
    rows = list(load_workbook(tmp_path / "m.xlsx", read_only=True).active.iter_rows(min_row=2, values_only=True))
    assert len(rows) > 800
    assert {row[0] for row in rows} >= {
        "命令行",
        "设置",
        "回执",
        "汇总表、看板和公文",
        "邮件",
        "校验意见",
        "文件读取",
    }
    found = {row[1]: row for row in rows}
    _, _, example, place = found["密码文件 〔path〕 不存在。请检查 [mail.〔name〕] 的 password_file。"]
    assert example == "密码文件 D:/台账/outbox 不存在。请检查 [mail.责任科室] 的 password_file。"
    assert place.startswith("settings/passwords.py:")


_NOT_OFFICIAL = ("。。", "，，", "，。", "；；", "？？", "！", "您您", "的的", "请请", "你", "咱", "没法")


def test_no_sentence_has_what_official_style_does_not() -> None:
    """What was found once by reading all of them is held since: doubled marks, exclamations, words of talk."""
    wrong = {m.place: m.text for m in every_message() if any(mark in m.text for mark in _NOT_OFFICIAL)}
    assert wrong == {}
