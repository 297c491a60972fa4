"""The texts of mails: jinja2 templates, which the center can edit in the working folder's templates/.

The first line of a text is ``主题：…``; after an empty line comes the body.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.judging.checks.personal_numbers import mask_personal

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

TEXTS = Path(__file__).parent / "texts"
_SUBJECT = "主题："


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and body of a mail. ``fault`` says what was wrong with the center's own text ("" if nothing)."""

    subject: str
    body: str
    fault: str = ""


def write_letter(name: str, words: Mapping[str, object], texts: Path | None = None) -> Letter:
    """Write a mail from the text ``name``; ``texts`` is a folder whose files go before the package's own.

    A text of the center that cannot be used is left aside for the package's own, and the letter says so in
    ``fault``: a slip in a text must not stop the mails. Personal numbers are masked, whatever the text prints.
    """
    if texts is not None and (texts / f"{name}.txt.j2").exists():
        try:
            return _written(name, words, texts)
        except Exception as fault:
            kept = _written(name, words, None)
            return Letter(kept.subject, kept.body, f"文本 {name}.txt.j2 有误（{fault}），已改用程序自带的文本。")
    return _written(name, words, None)


def copy_texts(folder: Path) -> tuple[Path, ...]:
    """Copy the package's texts into a folder for the center to edit; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    copied = []
    for source in sorted(TEXTS.glob("*.j2")):
        target = folder / source.name
        if not target.exists():
            shutil.copyfile(source, target)
            copied.append(target)
    return tuple(copied)


def fault_in(path: Path) -> str:
    """Say what is wrong with the form of a text ("" if nothing); whether its words exist is seen in writing."""
    from jinja2 import TemplateSyntaxError

    try:
        _environment(path.parent).parse(path.read_text(encoding="utf-8-sig"))
    except TemplateSyntaxError as fault:
        return f"第{fault.lineno}行：{fault.message}"
    except UnicodeDecodeError:
        return "不是 UTF-8 编码"
    return ""


def _written(name: str, words: Mapping[str, object], texts: Path | None) -> Letter:
    written = mask_personal(_environment(texts).get_template(f"{name}.txt.j2").render(words))
    first, _, body = written.lstrip("\ufeff\n").partition("\n")
    if not first.startswith(_SUBJECT):
        raise ValueError(f"第一行应以“{_SUBJECT}”开头")
    return Letter(" ".join(first.removeprefix(_SUBJECT).split()), body.strip("\n") + "\n")


@lru_cache(maxsize=4)
def _environment(texts: Path | None) -> SandboxedEnvironment:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    folders = [texts, TEXTS] if texts else [TEXTS]
    return SandboxedEnvironment(
        loader=FileSystemLoader(folders, encoding="utf-8-sig"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
