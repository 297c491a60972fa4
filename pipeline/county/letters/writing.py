"""Letters from Word templates: the words of a letter are put where the template names them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.county.text import clean
from pipeline.judging.checks.personal_numbers import mask_personal
from pipeline.model import County

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can name: the same words give the same bytes."""


class LetterKind(StrEnum):
    """The kinds of official letters; each has a template of its name."""

    NOTICE = "通报"
    DEMAND = "催办函"
    BRIEF = "简报"


@dataclass(frozen=True, slots=True)
class OfficialLetter:
    """A letter as a .docx. ``fault`` says what was wrong with the center's own template ("" if nothing)."""

    document: bytes
    fault: str = ""


@dataclass(frozen=True, slots=True)
class LetterTemplates:
    """Where the templates lie: the center's own folder, whose files go first, and the one that the program ships."""

    own: Path
    shipped: Path

    def write(self, kind: LetterKind, words: Mapping[str, object]) -> OfficialLetter:
        """Write a letter. Personal numbers are masked, whatever the template prints.

        A template of the center that cannot be used is left aside for the program's own, and ``fault`` says so.
        """
        name = f"{kind}.docx"
        if (self.own / name).exists():
            try:
                return OfficialLetter(_filled(self.own / name, words))
            except Exception as fault:
                said = f"公文模板 {name} 有误（{fault}），已改用程序自带的模板。"
                return OfficialLetter(_filled(self.shipped / name, words), said)
        return OfficialLetter(_filled(self.shipped / name, words))


def letter_name(county: County, kind: LetterKind, unit: str = "") -> str:
    """Name the file of a letter: its addressee or the county, its kind and its day."""
    plan = county.plan
    about = unit or f"{plan.year}年{plan.county}政务公开工作台账"
    return f"{about}{kind}_{county.as_of.isoformat()}.docx"


def packed(container: bytes) -> bytes:
    """Pack a zip container anew, its members without the times of their writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return out.getvalue()


def _filled(template: Path, words: Mapping[str, object]) -> bytes:
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=True,
        finalize=lambda value: mask_personal(clean(value)) if type(value) is str else value,
    )
    document = DocxTemplate(template)
    document.render(dict(words), environment)
    out = io.BytesIO()
    document.save(out)
    return packed(out.getvalue())
