"""``taizhang template``: blank ledgers, or ledgers that name a unit's own obligations."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.units import unit_named
from pipeline.model import Unit


@click.command(
    help="制作空白台账模板；--unit 预填该单位的任务，--all 为每个应报单位和方案确定了任务的其他单位各制作一份。"
)
@click.option("--unit", "units", multiple=True, help="单位名称，可写多次。")
@click.option("--all", "every", is_flag=True, help="为每个应报单位和方案确定了任务的其他单位各制作一份。")
@click.option("-o", "target", type=click.Path(path_type=Path), help="写到哪个文件（单份）或文件夹（多份）。")
@click.option("--overwrite", is_flag=True, help="覆盖已有的文件（默认不覆盖，以免丢失已填写的内容）。")
@click.option("--rules", default="", help="方案数据所在文件夹或方案编号。")
def template(units: tuple[str, ...], every: bool, target: Path | None, overwrite: bool, rules: str) -> int:
    """Write templates; several go into a folder, one goes into a file or a folder.

    A template has the name that a filled-in ledger is to have: what stands under it is never replaced unasked.
    """
    from pipeline.flow.day.answer import safe_name
    from pipeline.form.template.template import ledger_template
    from pipeline.plan.plans import read_plan
    from pipeline.settings.places import rules_folder
    from pipeline.store.archive import write_durably

    if every and units:
        raise click.UsageError("--all 与 --unit 不能同时使用。")
    plan = read_plan(rules_folder(rules))
    chosen: list[Unit | None] = [*plan.keeping_units] if every else [unit_named(plan, name) for name in units]
    if len(chosen) > 1 and target is not None and target.suffix == ".xlsx":
        raise click.UsageError("制作多份模板时，-o 应为文件夹。")
    kept = 0
    for unit in chosen or [None]:
        name = f"{unit.name if unit else '空白'}政务公开工作任务台账.xlsx"
        path = target or Path()
        if path.suffix != ".xlsx":
            path = path / safe_name(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = ledger_template(plan, unit)
        if path.exists() and not overwrite and path.read_bytes() != data:
            kept += 1
            click.echo(f"未写入：{path}（已有该文件，可能已填写内容；确需覆盖的，请加 --overwrite）", err=True)
            continue
        write_durably(path, data)
        click.echo(f"已写入：{path}")
    return 2 if kept else 0
