"""``taizhang messages``: every Chinese text of the program, for proof-reading; taken from where it stands.

Nothing is left out: sentences, single words (headings, states, names of sheets), and what the program recognises in
ledgers and plans but never says. The last is told apart so that nobody need proof-read it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import click

_PROGRAM = Path(__file__).resolve().parent.parent
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[，。：；、？（“]")
_CERTAINLY = re.compile(r"[，。：；“]")
_MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|<(style|script).*?</\1>|<[^>]*>", re.DOTALL)
_IN_MARKUP = re.compile(r"""=\s*"([^"]*)"|(?<![\w{])"([^"{}]*)"(?=[^{}]*%\})""")
_FILLED = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_SLOT = re.compile(r"\{([a-z_]\w*)\}")
_PATTERN = re.compile(
    r"\(\?|\[\^|\[[、,][^\]]*\]|\[.-.\]|\][?*+{|)$]|[\u4e00-\u9fff)]\[[\u4e00-\u9fff\d]|\\[dswbW(]|\.\*|\.\{|\{\d|"
    r"^\^|[\w)]\$$|[)\w]\|[(\w]|[\u4e00-\u9fff)][+*?]| := "
)
"""What a regular expression or a rule of grammar has, and a text for people has not."""
_ROOMS = {
    "cli": "命令行",
    "city": "全市汇总",
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


_VOCABULARIES = (
    "form/limits_elsewhere.py",
    "form/table_lines.py",
    "judging/checks/bearers.py",
    "judging/checks/cell_kinds.py",
    "judging/matching/",
    "judging/progress/claims.py",
    "judging/substance/",
    "judging/time_limits/",
    "model/file_names.py",
    "plan/assignments.py",
    "plan/general_words.csv",
    "plan/official/columns.py",
    "plan/official/duties.py",
    "plan/official/group_words.py",
    "plan/official/head.py",
    "plan/official/paragraphs.py",
    "plan/official/unit_lists.py",
    "plan/places.txt",
)
"""Where single words are what the program recognises; a sentence there is said all the same."""


class Sort(StrEnum):
    """What a text is, as the sheets are called."""

    SENTENCE = "语句"
    WORD = "词语"
    RECOGNISED = "识别用语"


@dataclass(frozen=True, slots=True)
class Message:
    """A text with 〔〕 for what is put in, the same with examples, where it is shown and where it stands."""

    sort: Sort
    shown: str
    text: str
    example: str
    place: str


def every_message() -> Iterator[Message]:
    """Give every Chinese text of the program, in the order of rooms and files."""
    for path in sorted(_PROGRAM.rglob("*")):
        of_kind = {".py": _of_module, ".j2": _of_template, ".toml": _of_data, ".po": _of_data}.get(path.suffix)
        inside = path.relative_to(_PROGRAM)
        if of_kind is None or inside.parts[0] == "shipped":
            continue
        room = _ROOMS.get(inside.parts[0].removesuffix(".py"), "通用")
        source = path.read_text(encoding="utf-8")
        for line, text, example in of_kind(source) if _CHINESE.search(source) else ():
            yield Message(_sort(text, inside.as_posix()), room, text, example, f"{inside.as_posix()}:{line}")


def _of_module(source: str) -> Iterator[tuple[int, str, str]]:
    nodes = list(ast.walk(ast.parse(source)))
    passed = {id(n.value) for n in nodes if isinstance(n, ast.Expr)}
    passed |= {id(part) for n in nodes if isinstance(n, ast.JoinedStr) for part in n.values}
    for node in nodes:
        if id(node) in passed or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text, example = ("".join(_part(part, filled) for part in parts) for filled in (False, True))
        if any(isinstance(p, ast.Constant) and _CHINESE.search(str(p.value)) for p in parts):
            yield node.lineno, text, example


def _part(part: ast.expr, filled: bool) -> str:
    if isinstance(part, ast.Constant):
        text = part.value if isinstance(part.value, str) else ""
        return _SLOT.sub(lambda m: _sample(m[1]), text) if filled else text
    inner = ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ""
    return _sample(inner) if filled else f"〔{inner}〕"


def _of_template(source: str) -> Iterator[tuple[int, str, str]]:
    plain = _MARKUP.sub(lambda m: "\n" * m[0].count("\n") or "\0", source)
    for number, line in enumerate(plain.split("\n"), 1):
        for piece in (p.strip() for p in line.split("\0")):
            if _CHINESE.search(piece):
                yield number, _FILLED.sub(r"〔\1〕", piece), _FILLED.sub(lambda m: _sample(m[1]), piece)
    for number, line in enumerate(source.split("\n"), 1):
        for found in _IN_MARKUP.finditer(line):
            text = found[1] or found[2] or ""
            if _CHINESE.search(text):
                yield number, _FILLED.sub(r"〔\1〕", text), _FILLED.sub(lambda m: _sample(m[1]), text)


def _of_data(source: str) -> Iterator[tuple[int, str, str]]:
    """Give the quoted texts of a file of data."""
    for number, line in enumerate(source.split("\n"), 1):
        for text in re.findall(r'"([^"]*)"', line):
            if not line.startswith("#") and _CHINESE.search(text):
                yield number, text, _SLOT.sub(lambda m: _sample(m[1]), text)


def _sort(text: str, place: str) -> Sort:
    if _PATTERN.search(re.sub(r"〔.*?〕", "〔〕", text)):
        return Sort.RECOGNISED
    recognises = place.startswith(_VOCABULARIES)
    if (_CERTAINLY if recognises else _SENTENCE).search(text):
        return Sort.SENTENCE
    return Sort.RECOGNISED if recognises else Sort.WORD


def _sample(expression: str) -> str:
    for words, sample in _SAMPLES:
        if re.search(rf"(?:^|[^a-z])(?:{words})s?(?:[^a-z]|$)", expression.lower()):
            return sample
    return "（内容）"


@click.command(help="列出程序向使用者显示的全部文字，附示例，供校对。")
@click.option("--xlsx", "book", type=click.Path(dir_okay=False, path_type=Path), help="写入工作簿")
def messages(book: Path | None) -> int:
    """Print the sentences, or write all texts into a workbook, a sheet for each sort."""
    found = list(every_message())
    if book is None:
        for message in found:
            if message.sort is Sort.SENTENCE:
                click.echo(f"{message.shown}\t{message.text}")
        return 0
    import xlsxwriter

    with xlsxwriter.Workbook(str(book), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for sort in Sort:
            those = [message for message in found if message.sort is sort]
            sheet = workbook.add_worksheet(sort.value)
            for column, (name, width) in enumerate((("出现在", 18), (sort.value, 70), ("示例", 70), ("位置", 40))):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, name, heading)
            for row, message in enumerate(those, 1):
                for column, text in enumerate((message.shown, message.text, message.example, message.place)):
                    sheet.write_string(row, column, text, wrapped)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(those), 3)
    click.echo(f"已写入：{book}（{len(found)}条）")
    return 0
