"""``taizhang messages`` lists every Chinese text of the program, and what it lists is written in official style."""

from __future__ import annotations

import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import pipeline
from pipeline.cli.messages import Message, Sort, every_message, messages

PROGRAM = Path(pipeline.__file__).parent
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@cache
def listed() -> tuple[Message, ...]:
    return tuple(every_message())


def test_texts_of_every_room_are_listed_with_an_example(tmp_path: Path) -> None:
    done = CliRunner().invoke(messages, ["--xlsx", str(tmp_path / "m.xlsx")], standalone_mode=False)
    assert done.return_value == 0, done.output
    book = load_workbook(tmp_path / "m.xlsx", read_only=True)
    assert book.sheetnames == [sort.value for sort in Sort]
    rows = list(book["语句"].iter_rows(min_row=2, values_only=True))
    assert len(rows) > 1500
    rooms = {p.name for p in PROGRAM.iterdir() if p.is_dir() and any(p.rglob("*.py"))} - {"shipped"}
    assert len({row[0] for row in rows} - {"安装"}) == len(rooms), "a room has no name of its own"
    found = {row[1]: row for row in rows}
    _, _, example, place = found["密码文件 〔path〕 不存在。请检查 [mail.〔name〕] 的 password_file。"]
    assert example == "密码文件 D:/台账/outbox 不存在。请检查 [mail.责任科室] 的 password_file。"
    assert place.startswith("settings/passwords.py:")
    words = {row[1] for row in book["词语"].iter_rows(min_row=2, values_only=True)}
    assert {"汇总台账", "退回补正", "单位分管领导", "显示本说明后退出。"} <= words | set(found)


def said_in(path: Path) -> set[str]:
    """Give the runs of Chinese in the strings of a module, by its tokens; what stands alone on a line is none."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".j2":
        return set(_HAN.findall(re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)))
    runs: set[str] = set()
    begins = True
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING and not begins:
            runs |= set(_HAN.findall(token.string))
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            begins = token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    return runs


def test_no_text_of_the_program_is_left_out() -> None:
    """By another way than the list is made: every run of Chinese in a string of the program stands in the list."""
    texts: dict[str, str] = {}
    for message in listed():
        file = message.place.rpartition(":")[0]
        texts[file] = texts.get(file, "") + "\n" + message.text
    files = [p for p in PROGRAM.rglob("*") if p.suffix in (".py", ".j2") and "shipped" not in p.parts]
    lacking = {
        path.name: sorted(missing)
        for path in files
        if (
            missing := {
                run for run in said_in(path) if run not in texts.get(path.relative_to(PROGRAM).as_posix(), "")
            }
        )
    }
    assert lacking == {}
    assert sum(len(said_in(path)) for path in files) > 5000


_NOT_OFFICIAL = (
    "。。",
    "，，",
    "，。",
    "；；",
    "？？",
    "！",
    "的的",
    "请请",
    "你",
    "您",
    "咱",
    "没法",
    "打不开",
    "看不出",
    "读不",
)
_NOT_OFFICIAL += ("连不上", "不见了", "等它", "无须", "不必", "报来")
_OTHERWISE = {
    "规则文件夹": "方案数据文件夹",
    "收集单位": "汇总单位",
    "系统管理员": "维护人员",
    "系统不能": "程序不能",
    "本系统": "本程序",
    "收件文件夹": "收件夹",
    "核查": "校验",
    "疑似对应": "可能对应",
}
"""What was called by two names, and the one that it has."""


def sentences() -> list[Message]:
    return [message for message in listed() if message.sort is Sort.SENTENCE]


@pytest.mark.parametrize("word", [*_NOT_OFFICIAL, *_OTHERWISE])
def test_no_sentence_has_what_official_style_has_not(word: str) -> None:
    """Doubled marks, exclamations, words of talk, and second names of one thing."""
    assert {m.place: m.text for m in sentences() if word in m.text} == {}, _OTHERWISE.get(word, "")


_DEPARTMENTS_READ = ("回执", "校验意见", "文件读取", "台账表式和核定表", "汇总表、看板和公文")
_BLANK = re.compile(r"[\u4e00-\u9fff] (?!taizhang|&)[A-Za-z0-9]|[0-9A-Za-z] (?<!&[PN] )[\u4e00-\u9fff]")
"""Commands stand apart; &P and &N are the numbers of the page."""
_HALF = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;!?()][\u4e00-\u9fff]")


def test_chinese_is_set_as_official_papers_set_it() -> None:
    """Full-width marks everywhere; in what departments read, no blanks between characters and Latin or figures."""
    plain = {m.place: re.sub(r"〔.*?〕|“类型://[^”]*”", "〔〕", m.text) for m in sentences()}
    assert {place: text for place, text in plain.items() if _HALF.search(text)} == {}
    shown = {m.place for m in sentences() if m.shown in _DEPARTMENTS_READ and "pip install" not in m.text}
    assert {place: plain[place] for place in shown if _BLANK.search(plain[place])} == {}
