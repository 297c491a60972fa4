"""``taizhang report``: official letters from the register, as Word documents. Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.children import start_children
from pipeline.cli.service import folder_option, opened
from pipeline.cli.units import unit_named

if TYPE_CHECKING:
    from pipeline.county.letters.writing import LetterKind, LetterTemplates, OfficialLetter
    from pipeline.model import County

_DEMAND = "催办函"
_COUNTY_WIDE = ("通报", "简报")
_OTHER_FORMATS = frozenset({".doc", ".pdf", ".rtf", ".txt", ".wps", ".xls", ".xlsx"})


@click.command(
    help="按登记的报送、漏项和整改情况起草公文（Word 文档）：通报、简报为全县情况；催办函可指定单位，"
    "不指定时为每个有事项待办的单位各起草一份。只起草，不发送。"
)
@folder_option
@click.option("--kind", type=click.Choice([*_COUNTY_WIDE, _DEMAND]), default="通报", help="公文种类，默认为通报。")
@click.option("--unit", default="", help="催办函的主送单位。")
@click.option("--by", type=click.DateTime(["%Y-%m-%d"]), help="催办函要求的办理期限；不写时文中留空，由经办人填写。")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天，默认为今天。")
@click.option("-o", "target", type=click.Path(path_type=Path), help="写到哪个文件（.docx）或文件夹。")
@click.option("--overwrite", is_flag=True, help="覆盖已有的文件（默认不覆盖，以免丢失已修改的内容）。")
def report(
    folder: Path | None,
    kind: str,
    unit: str,
    by: datetime | None,
    as_of: datetime | None,
    target: Path | None,
    overwrite: bool,
) -> int:
    """Write letters; several go into a folder. What an officer may have edited is never replaced unasked."""
    if unit and kind != _DEMAND:
        raise click.UsageError(f"--unit 只用于催办函；{kind}为全县情况。")
    if by and kind != _DEMAND:
        raise click.UsageError("--by 只用于催办函。")
    if target is not None and target.suffix.lower() in _OTHER_FORMATS and not target.is_dir():
        raise click.BadParameter(f"公文为 Word 文档，{target.name} 应改为 .docx 文件或文件夹。", param_hint="-o")
    start_children(folder)
    from pipeline.county.letters.writing import LetterKind
    from pipeline.flow.day.answer import safe_name
    from pipeline.flow.night.county import build_county

    with opened(folder, alone=False) as installation:
        day = as_of.date() if as_of else installation.clock().date()
        chosen = unit_named(installation.plan, unit).name if unit else ""
        county = build_county(installation, day)
        templates = installation.letter_templates
    letters = dict(_letters(county, templates, LetterKind(kind), chosen, by))
    if not letters:
        click.echo(f"{chosen or '各单位'}目前没有需要催办的事项，未起草催办函。")
        return 0
    if len(letters) > 1 and target is not None and target.suffix == ".docx":
        raise click.BadParameter("起草多份催办函时，-o 应为文件夹。", param_hint="-o")
    for fault in dict.fromkeys(letter.fault for letter in letters.values() if letter.fault):
        click.echo(fault, err=True)
    kept = 0
    for name, letter in letters.items():
        path = target or Path()
        path = path if path.suffix == ".docx" else path / safe_name(name)
        kept += not _write(path, letter.document, overwrite)
    return 2 if kept else 0


def _letters(
    county: County, templates: LetterTemplates, kind: LetterKind, unit: str, by: datetime | None
) -> Iterator[tuple[str, OfficialLetter]]:
    """Yield each letter with the name of its file."""
    from pipeline.county.letters.county_words import county_words
    from pipeline.county.letters.demands import Demands
    from pipeline.county.letters.writing import letter_name

    if kind.value != _DEMAND:
        yield letter_name(county, kind), templates.write(kind, county_words(county))
        return
    demands = Demands(county)
    for owing in [unit] if unit else demands.units():
        words = demands.words(owing, by.date() if by else None)
        if words["有事"]:
            yield letter_name(county, kind, owing), templates.write(kind, words)


def _write(path: Path, document: bytes, overwrite: bool) -> bool:
    from pipeline.store.archive import write_durably

    if path.exists() and not overwrite and path.read_bytes() != document:
        click.echo(f"未写入：{path}（已有该文件，可能已修改；确需覆盖的，请加 --overwrite）", err=True)
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, document)
    click.echo(f"已写入：{path}")
    return True
