"""Reads taizhang.toml, and says all at once what is wrong in it: which line, what, and how it should be written."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pipeline.settings import ENVIRONMENT_PREFIX, SETTINGS_FILE, Settings, SettingsError
from pipeline.settings.described import example_line, settings_by_path
from pipeline.settings.statements import Statement, escaped_by_chance, repaired, statements, texts_in

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_SECRET = frozenset({"password", "database"})
"""Settings whose value is never repeated."""


@dataclass(frozen=True, slots=True)
class _Fault:
    line: int
    name: str
    words: str
    example: str = ""

    def __str__(self) -> str:
        place = f"第{self.line}行，" if self.line else ""
        example = f"，正确写法如：{self.example}" if self.example else ""
        return f"{place}“{self.name}”{self.words}{example}"


def read_settings(root: Path) -> Settings:
    """Read ``taizhang.toml`` in a working folder; ``TAIZHANG_<NAME>`` in the environment wins over it.

    A folder without the file has the defaults. Raises ``SettingsError`` with a Chinese text that names every fault.
    """
    path = root / SETTINGS_FILE
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    except UnicodeDecodeError as broken:
        advice = "请用记事本打开，另存为 UTF-8 编码后重试。"
        raise SettingsError(f"设置文件 {path} 不是 UTF-8 编码的文本，无法读取。{advice}") from broken
    found, faults = _readable(statements(text.replace("\r\n", "\n")))
    values = tomllib.loads("\n".join(statement.text for statement in found))
    for name in _of_environment():
        values[name] = os.environ[ENVIRONMENT_PREFIX + name.upper()]
    faults += _quoted_numbers(values, found)
    settings = None
    try:
        settings = Settings.model_validate({**values, "root": root.resolve()})
    except ValidationError as invalid:
        faults += (_told(error, found) for error in invalid.errors())
    if faults or settings is None:
        told = {(fault.line, fault.name): fault for fault in reversed(faults)}
        lines = [str(told[place]) for place in sorted(told)]
        if len(lines) == 1:
            raise SettingsError(f"设置文件 {path} 有误：{lines[0]}。请改正后重试。")
        several = "".join(f"\n  {line}" for line in lines)
        raise SettingsError(f"设置文件 {path} 有误：共{len(lines)}处，请逐处改正后重试。{several}")
    return settings


def _of_environment() -> Iterator[str]:
    """Give the settings that the environment sets; only those of no section can be said in one word there."""
    for path in settings_by_path():
        if "." not in path and ENVIRONMENT_PREFIX + path.upper() in os.environ:
            yield path


def _readable(every: tuple[Statement, ...]) -> tuple[list[Statement], list[_Fault]]:
    """Part the statements that can be read together from those that cannot, which are told."""
    good: list[Statement] = []
    faults: list[_Fault] = []
    for statement in every:
        if statement.fault() or any(escaped_by_chance(text) for text in texts_in(tomllib.loads(statement.text))):
            faults.append(_unreadable(statement))
            if statement.key:
                continue
            statement = replace(statement, text=f"[{statement.section}]")  # what follows is still its own
        try:
            tomllib.loads("\n".join(s.text for s in (*good, statement)))
        except tomllib.TOMLDecodeError:
            name = statement.path if statement.key else f"[{statement.section}]"
            faults.append(_Fault(statement.line, name, "写了两次，请合并为一处"))
            continue
        good.append(statement)
    return good, faults


def _unreadable(statement: Statement) -> _Fault:
    field = settings_by_path().get(statement.path)
    usual = example_line(statement.key, field) if field else ""
    name = statement.path if statement.key else f"[{statement.section}]"
    if statement.key == "password":
        return _Fault(statement.line, name, _WORDS["password"])
    if "\\" in statement.text:
        words = "书写有误：含反斜杠的路径须用英文单引号括起来"
    elif "=" not in statement.text and statement.key:
        words = "书写有误：缺少等号"
    else:
        words = "书写有误，请检查引号、等号和方括号；文字须用英文双引号括起来，数字、true、false 不加引号"
    for attempt in repaired(statement) if statement.key not in _SECRET else ():
        if field is None or _fits(statement, attempt):
            return _Fault(statement.line, name, words, attempt)
    return _Fault(statement.line, name, words, usual)


def _fits(statement: Statement, attempt: str) -> bool:
    """Say whether what a statement may have been meant to be is a right value of its setting."""
    header = f"[{statement.section}]\n" if statement.section else ""
    values = tomllib.loads(header + attempt)
    try:
        Settings.model_validate({**values, "root": Path()})
    except ValidationError:
        return False
    return not _quoted_numbers(values, [])


def _quoted_numbers(values: Mapping[str, object], found: list[Statement]) -> list[_Fault]:
    """Tell numbers and true or false that stand in quotes; pydantic would take them, and TOML's other readers not."""
    faults = []
    ours = set(_of_environment())
    for path, field in settings_by_path().items():
        value: object = values
        for part in path.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if path in ours or not _quoted(field, value):
            continue
        name = path.rpartition(".")[2]
        words = "应填写 true 或 false，不加引号" if field.annotation is bool else "应填写数字，不加引号"
        default = field.get_default(call_default_factory=True)
        plain = str(value).strip().lower() if not isinstance(value, list) else str(value).replace("'", "")
        right = f"{name} = {plain}"
        try:
            fits = field.annotation is not None and type(tomllib.loads(right)[name]) in (type(default), int, list)
        except tomllib.TOMLDecodeError:
            fits = False
        line = next((s.line for s in found if s.path == path), 0)
        faults.append(_Fault(line, path, words, right if fits else example_line(name, field)))
    return faults


def _quoted(field: FieldInfo, value: object) -> bool:
    default = field.get_default(call_default_factory=True)
    if isinstance(value, str):
        return isinstance(default, int | float)
    return isinstance(value, list) and "int" in str(field.annotation) and any(isinstance(v, str) for v in value)


_WORDS = {
    "extra_forbidden": "没有这项设置，请检查拼写和所在的节",
    "password": "密码不能写在本文件里，请设环境变量，或另存为文件并在 password_file 写明文件名",
    "missing": "没有填写",
    "greater_than": "应大于{gt}",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "enum": "只能填写{expected}",
    "bool": "应填写 true 或 false",
    "int": "应填写整数",
    "float": "应填写数字",
    "string_pattern_mismatch": "应填写权限数字",
    "string": "应填写文字，并加英文引号",
    "time": "应填写时间",
    "tuple": "应填写列表，放在方括号内",
    "dict": "应填写对照表，放在花括号内",
    "model": "应是一节，例如 [mail.imap]",
}
"""What may be wrong with a value, by pydantic's name for it, or by the first word of that."""


def _told(error: ErrorDetails, found: list[Statement]) -> _Fault:
    """Say in Chinese which setting is wrong, in which line, and how it should be."""
    names = [str(part) for part in error["loc"]]
    while (path := ".".join(names)) not in (known := settings_by_path()) and names:
        names.pop()
    field, where = known.get(path), ".".join(str(part) for part in error["loc"])
    item = f"{error['input']}" if len(names) < len(error["loc"]) and field else ""
    line = _line(found, path or where, item)
    example = example_line(names[-1], field) if field else ""
    if error["type"] == "value_error":
        words = str(error["ctx"]["error"])
    elif error["type"] == "extra_forbidden" and error["loc"][-1] == "password":
        words = _WORDS["password"]
    elif error["type"] == "extra_forbidden":
        words = _WORDS["extra_forbidden"] + _perhaps(where)
    else:
        text = _WORDS.get(error["type"]) or _WORDS.get(error["type"].partition("_")[0])
        words = text.format(**error.get("ctx", {})) if text else error["msg"]
    if not line and where in _of_environment():
        return _Fault(0, f"环境变量 {ENVIRONMENT_PREFIX}{where.upper()}", words.replace(" or ", " 或 "))
    return _Fault(line, where, words.replace(" or ", " 或 "), example)


def _line(found: list[Statement], path: str, item: str) -> int:
    """Give the line of a setting, or of an item of its list; 0 where it does not stand in the file."""
    for statement in found:
        if statement.path == path:
            below = (n for n, line in enumerate(statement.text.split("\n")) if item and item in line)
            return statement.line + next(below, 0)
    return next((s.line for s in found if s.path.startswith(f"{path}.") or path.startswith(f"{s.path}.")), 0)


def _perhaps(where: str) -> str:
    """Say which setting an unknown name may stand for: the same name of another section, else the most similar."""
    section, _, name = where.rpartition(".")
    known = settings_by_path()
    elsewhere = [path.rpartition(".")[0] for path in known if path.rpartition(".")[2] == name]
    if elsewhere:
        return "；应写在" + "或".join(f" [{other}] 一节" if other else "文件开头（各节之前）" for other in elsewhere)
    own = [path.rpartition(".")[2] for path in known if path.rpartition(".")[0] == section]
    near = difflib.get_close_matches(name, own, n=1)
    return f"；是否应为“{near[0]}”" if near else ""
