"""``taizhang messages``: every sentence that a user can see, for proof-reading; taken from where it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

_PROGRAM = Path(__file__).resolve().parent.parent
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")
_SENTENCE = re.compile(r"[，。：；、？（“]")
_MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|<(style|script).*?</\1>|<[^>]*>", re.DOTALL)
_FILLED = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_ROOMS = {
    "cli": "命令行",
    "settings": "设置",
    "receipts": "回执",
    "county": "汇总表、看板和公文",
    "mail": "邮件",
    "form": "台账表式和核定表",
    "plan": "方案数据",
    "judging": "校验意见",
    "office": "文件读取",
    "guard": "来件收取",
    "flow": "办理过程",
    "store": "登记库",
    "model": "通用",
    "wiring": "安装",
}
_SAMPLES = (
    ("path|folder|file|place|workbook|target|root", "D:/台账/outbox"),
    ("unit|owner|bearer|who|sender|collecting", "某局"),
    ("days|count|number|len|line|no|version|year|rows|issue|left|limit|size|bound", "3"),
    ("day|date|due|moment|since|until|first|last|time", "6月30日"),
    ("code", "（代码）"),
    ("obligation|task|requirement", "附件1第7项"),
    ("address|mail|user|account", "czj@example.gov.cn"),
    ("fault|error|reason|why|said|text|words", "连接超时"),
    ("name|heading|column|title|sheet", "责任科室"),
)
"""What stands in the example for a value, by the words of its name."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with 〔〕 for what is put in, the same with examples, where it is shown and where it stands."""

    shown: str
    text: str
    example: str
    place: str


def every_message() -> Iterator[Message]:
    """Give every Chinese text of the program that a user can see, in the order of rooms and files."""
    for path in sorted(_PROGRAM.rglob("*")):
        inside = path.relative_to(_PROGRAM)
        if path.suffix == ".py" and inside.parts[0] != "shipped":
            found = list(_of_module(path.read_text(encoding="utf-8")))
        elif path.suffix == ".j2":
            found = list(_of_template(path.read_text(encoding="utf-8")))
        else:
            continue
        room = _ROOMS.get(inside.parts[0].removesuffix(".py"), "通用")
        for line, text, example in found:
            yield Message(room, text, example, f"{inside.as_posix()}:{line}")


def _of_module(source: str) -> Iterator[tuple[int, str, str]]:
    tree = ast.parse(source)
    passed = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    passed |= {id(part) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for part in n.values}
    for node in ast.walk(tree):
        if id(node) in passed or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text, example = ("".join(_part(part, filled) for part in parts) for filled in (False, True))
        if _is_said(text):
            yield node.lineno, text, example


def _part(part: ast.expr, filled: bool) -> str:
    if isinstance(part, ast.Constant):
        return part.value if isinstance(part.value, str) else ""
    inner = ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ""
    return _sample(inner) if filled else f"〔{inner}〕"


def _of_template(source: str) -> Iterator[tuple[int, str, str]]:
    plain = _MARKUP.sub(lambda m: "\n" * m[0].count("\n") or "\0", source)
    for number, line in enumerate(plain.split("\n"), 1):
        for piece in filter(_is_said, (p.strip() for p in line.split("\0"))):
            yield number, _FILLED.sub(r"〔\1〕", piece), _FILLED.sub(lambda m: _sample(m[1]), piece)


def _is_said(text: str) -> bool:
    return bool(_CHINESE.search(text) and _SENTENCE.search(text)) and "(?" not in text and "[^" not in text


def _sample(expression: str) -> str:
    for words, sample in _SAMPLES:
        if re.search(rf"(?:^|[^a-z])(?:{words})s?(?:[^a-z]|$)", expression.lower()):
            return sample
    return "（内容）"


@click.command(help="列出程序向使用者显示的全部文字，附示例，供校对。")
@click.option("--xlsx", "book", type=click.Path(dir_okay=False, path_type=Path), help="写入工作簿")
def messages(book: Path | None) -> int:
    """Print the sentences, or write them into a workbook."""
    found = list(every_message())
    if book is None:
        for message in found:
            click.echo(f"{message.shown}\t{message.text}")
        return 0
    import xlsxwriter

    with xlsxwriter.Workbook(str(book), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("语句")
        heading = workbook.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for column, (name, width) in enumerate((("出现在", 18), ("语句", 70), ("示例", 70), ("位置", 40))):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, heading)
        for row, message in enumerate(found, 1):
            for column, text in enumerate((message.shown, message.text, message.example, message.place)):
                sheet.write_string(row, column, text, wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(found), 3)
    click.echo(f"已写入：{book}（{len(found)}条）")
    return 0
