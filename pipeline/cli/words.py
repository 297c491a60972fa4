"""``withdraw``, ``restore``, ``claim``, ``dismiss``: an officer's word on a ledger, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.children import start_children
from pipeline.cli.service import folder_option, opened
from pipeline.cli.units import unit_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.flow.installation import Installation
    from pipeline.model import Act

_Command = Callable[..., Any]


def _word_options(command: _Command) -> _Command:
    for option in (
        folder_option,
        click.option("--officer", required=True, help="经办人或批准人。"),
        click.option("--reason", required=True, help="理由。"),
    ):
        command = option(command)
    return command


@click.command(help="撤回某单位的现行台账（或指定的一版）：不再生效，不作删除。")
@click.option("--unit", required=True, help="单位名称。")
@click.option("--version", type=click.IntRange(min=1), help="第几版，默认为现行的一版。")
@_word_options
def withdraw(unit: str, version: int | None, reason: str, officer: str, folder: Path | None) -> int:
    """Take a version out of force."""
    with speaking(folder, officer, reason) as installation:
        from pipeline.flow.day.words import withdraw as take_out

        act = take_out(installation, unit_named(installation.plan, unit).name, version, officer, reason)
        _say(act)
    return 0


@click.command(help="恢复某单位已撤回的一版台账，或采用待确认的一版。")
@click.option("--unit", required=True, help="单位名称。")
@click.option("--version", type=click.IntRange(min=1), help="第几版，默认为最近撤回的一版。")
@_word_options
def restore(unit: str, version: int | None, reason: str, officer: str, folder: Path | None) -> int:
    """Put a version in force again."""
    with speaking(folder, officer, reason) as installation:
        from pipeline.flow.day.words import restore as put_back

        act = put_back(installation, unit_named(installation.plan, unit).name, version, officer, reason)
        _say(act)
    return 0


@click.command(help="认领来件：确认一份来件是某单位的台账，自此生效。来件可写编号、文件名或校验码。")
@click.argument("file", metavar="来件")
@click.option("--unit", required=True, help="单位名称。")
@_word_options
def claim(file: str, unit: str, reason: str, officer: str, folder: Path | None) -> int:
    """Say whose a file is."""
    with speaking(folder, officer, reason) as installation:
        from pipeline.flow.day.words import claim as take_over
        from pipeline.flow.day.words import find

        name = unit_named(installation.plan, unit).name
        _say(take_over(installation, find(installation, file), name, officer, reason))
    return 0


@click.command(help="不采用待确认的来件：登记后不再列出，不作删除。来件可写编号、文件名或校验码。")
@click.argument("file", metavar="来件")
@_word_options
def dismiss(file: str, reason: str, officer: str, folder: Path | None) -> int:
    """Settle a file without taking it over."""
    with speaking(folder, officer, reason) as installation:
        from pipeline.flow.day.words import dismiss as put_aside
        from pipeline.flow.day.words import find

        _say(put_aside(installation, find(installation, file), officer, reason))
    return 0


@contextmanager
def speaking(folder: Path | None, officer: str, reason: str) -> Iterator[Installation]:
    """Open the working folder for an officer's word; afterwards all that it changes is judged, answered, published.

    A word that was taken before is said so; one that cannot be taken is wrong usage.
    """
    for name, value in (("理由（--reason）", reason), ("经办人（--officer）", officer)):
        if not value.strip():
            raise click.UsageError(f"{name}不能为空。")
    start_children(folder)
    from pipeline.flow.day.decide import KnownWordError, WordError
    from pipeline.flow.day.words import may_decide

    with opened(folder) as installation:
        refused = may_decide(installation, officer)
        if refused:
            raise click.UsageError(refused)
        try:
            yield installation
        except KnownWordError as known:
            click.echo(str(known))
        except WordError as refusal:
            raise click.UsageError(str(refusal)) from refusal
        follow(installation)


def follow(installation: Installation) -> None:
    """Judge again after an officer's word, answer, and publish; say what has changed."""
    from pipeline.flow.day.truth import settle
    from pipeline.flow.mail.reply import answer_changes
    from pipeline.flow.night.county import publish_changes

    for submission in settle(installation):
        who = submission.unit or "单位待确认"
        click.echo(
            f"已重新校验：{who}，{submission.verdict.label}，新回执在 {installation.receipt_folder(submission.unit)}"
        )
    answer_changes(installation)
    published = publish_changes(installation)
    if published is not None:
        click.echo(f"汇总表：{published.newest or published.dated}")
        for remark in published.remarks:
            click.echo(remark, err=True)


def _say(act: Act) -> None:
    what = f"{act.unit}第{act.version}版" if act.unit and act.version else act.unit or "来件"
    click.echo(f"已登记：{act.kind.label}　{what}，经办人{act.officer}")
