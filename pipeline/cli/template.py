"""``taizhang template``: blank ledgers, or ledgers that name a unit's own obligations."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.units import unit_named
from pipeline.model import Unit


@click.command(help="制作空白台账模板；--unit 预填该单位的任务，--all 为每个应报单位各制作一份。")
@click.option("--unit", "units", multiple=True, help="单位名称，可写多次。")
@click.option("--all", "every", is_flag=True, help="为每个应报单位各制作一份。")
@click.option("-o", "target", type=click.Path(path_type=Path), help="写到哪个文件（单份）或文件夹（多份）。")
@click.option("--rules", default="", help="方案数据所在文件夹或方案编号。")
def template(units: tuple[str, ...], every: bool, target: Path | None, rules: str) -> int:
    """Write templates; several go into a folder, one goes into a file or a folder."""
    from pipeline.flow.answer import safe_name
    from pipeline.reading import read_plan
    from pipeline.receipts import ledger_template
    from pipeline.store.archive import write_durably
    from pipeline.wiring import rules_folder

    plan = read_plan(rules_folder(rules))
    chosen: list[Unit | None] = [*plan.expected_units] if every else [unit_named(plan, name) for name in units]
    if len(chosen) > 1 and target is not None and target.suffix == ".xlsx":
        raise click.UsageError("制作多份模板时，-o 应为文件夹。")
    for unit in chosen or [None]:
        name = f"{unit.name if unit else '空白'}政务公开工作任务台账.xlsx"
        path = target or Path()
        if path.suffix != ".xlsx":
            path = path / safe_name(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, ledger_template(plan, unit))
        click.echo(f"已写入：{path}")
    return 0
