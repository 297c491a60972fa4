"""form.toml: the form of the ledger, its columns and what clerks call them. A plan may have its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from pipeline.judging.matching.text import normalise
from pipeline.model import Field, FormColumn, LedgerForm
from pipeline.plan.rules_files import RulesFolder

FORM_FILE: Final = "form.toml"
_SURENESS: Final = {"usual": 0.9, "likely": 0.6, "doubtful": 0.5, "weak": 0.3}
_KNOWN: Final = frozenset(
    {
        "key",
        "heading",
        "width",
        "needed",
        "centred",
        "hint",
        "names",
        "parts",
        "prefers",
        "yields",
        "joins",
        "choices",
    }
)
_KEY: Final = re.compile(r"[a-z][a-z_]*")
_EXACT: Final = 1.0
_WIDTH: Final = 14.0


@cache
def default_form() -> LedgerForm:
    """Give the form of 附件3 as it comes with the program."""
    content = tomllib.loads((Path(__file__).parent / FORM_FILE).read_text("utf-8"))
    return _form(content["columns"], content["examples"])


def read_form(folder: RulesFolder) -> LedgerForm:
    """Read the plan's own form.toml; without one the default form holds. Faults are reported to the folder."""
    if not folder.files(FORM_FILE):
        return default_form()
    content = folder.toml(FORM_FILE)
    tables = content.get("columns") if content is not None else None
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        if content is not None:
            folder.report(FORM_FILE, None, "没有写明各栏。", "每栏单列一段，以[[columns]]开头。")
        return default_form()
    faults = [fault for table in tables for fault in _faults(table)]
    keys = [str(table.get("key")) for table in tables]
    faults += [f"缺少“{field.value}”栏" for field in Field if field not in keys]
    faults += [f"“{key}”栏写了两次" for key in sorted({k for k in keys if keys.count(k) > 1})]
    examples = content.get("examples", []) if content is not None else []
    if not isinstance(examples, list) or not all(isinstance(e, dict) and set(e) <= set(Field) for e in examples):
        faults.append("示例行（examples）只能写明台账各栏的文字")
        examples = []
    for fault in faults:
        folder.report(FORM_FILE, None, f"{fault}。", "请对照程序自带的 form.toml 改正。")
    return default_form() if faults else _form(tables, examples)


def _form(tables: Sequence[Mapping[str, object]], examples: Sequence[Mapping[str, object]]) -> LedgerForm:
    """Put the columns together; what units tell of their progress stands right of the form as the plan prints it."""
    columns = [_column(table) for table in tables]
    rows = tuple(frozenset((Field(key), normalise(str(text))) for key, text in row.items()) for row in examples)
    return LedgerForm(tuple(sorted(columns, key=lambda c: c.told is not None)), rows)


def _faults(table: Mapping[str, object]) -> list[str]:
    name = table.get("heading") or table.get("key") or "（未命名）"
    faults = [f"“{name}”栏的“{key}”不是规定的项目" for key in table if key not in _KNOWN]
    if not _KEY.fullmatch(str(table.get("key", ""))):
        faults.append(f"“{name}”栏的 key 应为小写英文字母")
    if not str(table.get("heading", "")).strip():
        faults.append(f"“{table.get('key')}”栏没有 heading（栏名）")
    width = table.get("width", _WIDTH)
    if isinstance(width, bool) or not isinstance(width, int | float) or not 1 <= width <= 200:
        faults.append(f"“{name}”栏的 width（栏宽）应为1至200之间的数")
    names = table.get("names", {})
    if not isinstance(names, dict) or not set(names) <= set(_SURENESS):
        faults.append(f"“{name}”栏的 names 只能分为{'、'.join(_SURENESS)}")
    for key in ("parts", "prefers", "yields"):
        try:
            re.compile(str(table.get(key, "")))
        except re.error:
            faults.append(f"“{name}”栏的 {key} 不是有效的正则式")
    return faults


def _column(table: Mapping[str, object]) -> FormColumn:
    heading = str(table["heading"]).strip()
    names: dict[str, float] = {bare_heading(heading): _EXACT}
    listed = table.get("names")
    for sureness, words in listed.items() if isinstance(listed, dict) else ():
        for word in str(words).split():
            names.setdefault(word, _SURENESS[sureness])
    return FormColumn(
        key=str(table["key"]),
        heading=heading,
        width=float(str(table.get("width", _WIDTH))),
        needed=bool(table.get("needed", False)),
        centred=bool(table.get("centred", False)),
        hint=str(table.get("hint", "")),
        names=tuple(names.items()),
        parts=str(table.get("parts", "")),
        prefers=str(table.get("prefers", "")),
        yields=str(table.get("yields", "")),
        joins=frozenset(str(table.get("joins", "")).split()),
        choices=tuple(str(table.get("choices", "")).split()),
    )


_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


def bare_heading(text: str) -> str:
    """Give a heading without spaces, line breaks, brackets with their content, and marks."""
    return _NOT_LETTERS.sub("", _BRACKETS.sub("", normalise(text)))
