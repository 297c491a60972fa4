"""``taizhang log``: who did what, when, from which file, folder, sender."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import click

from pipeline.cli.service import folder_option, opened
from pipeline.cli.units import unit_named


@click.command(help="操作记录：每一份来件、每一版台账，以及核定、撤回、恢复、认领等，何时、何人、来自何处。")
@click.option("--unit", help="只列某单位的。")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="自哪一天起。")
@click.option("--format", "form", type=click.Choice(["text", "csv"]), default="text", help="输出形式。")
@folder_option
def log(unit: str | None, since: datetime | None, form: str, folder: Path | None) -> int:
    """Print all that was done, oldest first."""
    from pipeline.flow.day.logbook import COLUMNS, operations, row_of

    with opened(folder, alone=False) as installation:
        wanted = unit_named(installation.plan, unit).name if unit else ""
        lines = operations(installation, wanted, since.date() if since else None)
    if form == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(row_of, lines))
        click.echo(buffer.getvalue(), nl=False)
        return 0
    for line in lines:
        click.echo("　".join(filter(None, row_of(line))))
    if not lines:
        click.echo("没有记录。", err=True)
    return 0
