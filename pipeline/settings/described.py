"""What is said of the settings: the text of a new taizhang.toml, the reference of docs/, one line as an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from enum import StrEnum

from pydantic.fields import FieldInfo

from pipeline.settings import ENVIRONMENT_PREFIX, Settings
from pipeline.settings.sections import Section

_WIDTH = 40


def default_settings_text() -> str:
    """Give the text of a new installation's taizhang.toml: every setting with its default, commented out."""
    lines: list[str] = []
    for path, section in sections():
        heading = [f"[{path}]"] if path else []
        lines += ["", *(f"# {line}" for line in section.note.splitlines()), *heading]
        for name, field in _leaves(section):
            lines.append(f"{f'# {example_line(name, field)}'.ljust(_WIDTH)} # {field.description}")
    return "\n".join(lines[1:]) + "\n"


def reference_page() -> str:
    """Give docs/settings.md: each setting, what it does, its default, what it may be."""
    lines = [
        "# 设置（taizhang.toml）",
        "",
        "本页由程序的设置定义自动生成，请勿手工修改；有变动时运行 `make docs` 更新。设置文件在工作文件夹中，",
        "改后重新启动值守程序即生效；写错的，程序启动时一次列出全部错误，每处注明行号和正确写法。",
        f"第一节（不属于任何一节）的各项也可用环境变量设置，名称为 `{ENVIRONMENT_PREFIX}` 加大写的项名，"
        f"如 `{ENVIRONMENT_PREFIX}DATABASE`；环境变量优先。",
        "",
        "文字用英文双引号括起来；含反斜杠的路径用单引号，如 `'D:\\台账'`。数字、true、false 不加引号。",
    ]
    for path, section in sections():
        lines += ["", f"## {f'[{path}]' if path else '开头各项'}", "", *section.note.splitlines(), ""]
        lines += ["| 项 | 含义 | 默认 | 例 |", "| --- | --- | --- | --- |"]
        for name, field in _leaves(section):
            default = field.get_default(call_default_factory=True)
            usual = "不填" if default in ("", (), {}) else f"`{written(default)}`"
            example = f"`{example_line(name, field)}`"
            lines.append(f"| {name} | {_bounded(field)} | {usual} | {example.replace('|', chr(92) + '|')} |")
    return "\n".join(lines) + "\n"


def sections() -> Iterator[tuple[str, type[Section]]]:
    """Give the sections that hold settings, in the order of the file, each with its dotted name ("": the first)."""
    waiting: list[tuple[str, type[Section]]] = [("", Settings)]
    while waiting:
        path, section = waiting.pop(0)
        if any(True for _ in _leaves(section)):
            yield path, section
        inner = [
            (f"{path}.{name}".lstrip("."), field.annotation)
            for name, field in section.model_fields.items()
            if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
        ]
        waiting = [*inner, *waiting]


def settings_by_path() -> Mapping[str, FieldInfo]:
    """Give each setting by its dotted name, e.g. ``mail.imap.port``."""
    return {f"{path}.{name}".lstrip("."): field for path, section in sections() for name, field in _leaves(section)}


def example_line(name: str, field: FieldInfo) -> str:
    """Give a line that sets a setting rightly: to its example where it has one, else to its default."""
    return (
        f"{name} = {written(field.examples[0] if field.examples else field.get_default(call_default_factory=True))}"
    )


def written(value: object) -> str:
    """Write a value as in TOML; text with a backslash in single quotes, as a path should be."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, StrEnum):
        return f'"{value.value}"'
    if isinstance(value, str):
        return f"'{value}'" if "\\" in value else f'"{value}"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{key}" = {written(inner)}' for key, inner in value.items()) + " }"
    if isinstance(value, tuple | list):
        return f"[{', '.join(written(inner) for inner in value)}]"
    return f"{value}"


def _leaves(section: type[Section]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in section.model_fields.items():
        if field.description is not None:
            yield name, field


def _bounded(field: FieldInfo) -> str:
    """Add to what a setting does the bounds of its number."""
    words = {"ge": "不小于{}", "gt": "大于{}", "le": "不大于{}"}
    bounds = [
        text.format(getattr(bound, key))
        for bound in field.metadata
        for key, text in words.items()
        if hasattr(bound, key)
    ]
    return f"{field.description}（{'，'.join(bounds)}）" if bounds else f"{field.description}"
