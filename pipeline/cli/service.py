"""The commands on a working folder: process, consolidate, nightly, serve, status."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.children import start_children

if TYPE_CHECKING:
    from pipeline.flow.day.receive import Processed
    from pipeline.flow.installation import Installation
    from pipeline.flow.night.publish import Published

_Command = Callable[..., Any]
_NIGHTS_PATIENCE = 600.0
"""Seconds: a timer may have begun a round to the mail just before, and no night is to be missed for that."""


def folder_option(command: _Command) -> _Command:
    """Give a command the option that names the working folder."""
    return click.option(
        "--dir",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="工作文件夹，默认为当前所在的工作文件夹。",
    )(command)


@contextmanager
def opened(folder: Path | None, *, alone: bool = True, patience: float = 0.0) -> Iterator[Installation]:
    """Open the working folder; ``alone`` refuses where another process works on it, after ``patience`` seconds."""
    from pipeline.settings.places import working_folder
    from pipeline.wiring import open_installation, open_logbook, working_lock

    root = working_folder(folder)
    if not alone:
        installation = open_installation(root)
        try:
            yield installation
        finally:
            installation.register.close()
        return
    with working_lock(root, patience, lambda: click.echo("另一个程序正在处理，请稍候……", err=True)):
        installation = open_installation(root)
        try:
            with open_logbook(installation):
                yield installation
        finally:
            installation.register.close()


@click.command(help="处理收件夹一遍：收取、校验、出回执。")
@folder_option
def process(folder: Path | None) -> int:
    """Make one pass over the inbox."""
    start_children(folder)
    from pipeline.cli.check import exit_code
    from pipeline.flow.day.decide import speaks_for_officers
    from pipeline.flow.day.receive import process as process_inbox
    from pipeline.flow.night.publish import retry_pending

    with opened(folder) as installation:
        done = process_inbox(installation)
        _say_processed(done, installation)
        for replaced in retry_pending(installation):
            click.echo(f"此前未能替换的文件已更新：{replaced}")
        _publish_changes(installation)
        # A county workbook with an officer's decisions is no ledger, and nothing is wrong with it.
        return exit_code([s for s in done.submissions if not speaks_for_officers(installation, s)])


def _publish_changes(installation: Installation) -> None:
    """Let the county workbook and the letters follow what officers' words in the inbox have changed."""
    from pipeline.flow.mail.reply import answer_changes
    from pipeline.flow.night.county import publish_changes

    answer_changes(installation)
    published = publish_changes(installation)
    if published is not None:
        _say_published(published)


def _say_processed(done: Processed, installation: Installation) -> None:
    for submission in done.submissions:
        name, unit = submission.arrival.file_name, submission.unit or "单位待确认"
        if submission.file.decisions is not None:
            from pipeline.flow.day.decide import DECISIONS, speaks_for_officers
            from pipeline.model import FileWordKind

            about = [word for word in submission.file.words if word.kind is not FileWordKind.CONSOLIDATE]
            filled = len(submission.file.decisions) + len(about) + len(submission.file.notes)
            if speaks_for_officers(installation, submission):
                folder = installation.receipt_folder(DECISIONS)
                click.echo(f"{name}：全县汇总表，填有核定意见{filled}条，登记结果见 {folder}")
            else:
                click.echo(f"{name}：填有核定意见，但来源未核实，未予登记，已列入待确认来件")
            continue
        receipts = installation.receipt_folder(submission.unit)
        click.echo(f"{name}：{unit}，{submission.verdict.label}，回执在 {receipts}")
    for waiting in done.waiting:
        click.echo(f"{waiting.path.name}：暂未收取（{waiting.reason}）")
    if not done.submissions and not done.waiting:
        click.echo("收件夹中没有新文件。")


@click.command(help="生成全县汇总表和看板；也可输出供其他程序使用的数据表。")
@folder_option
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天，默认为今天。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xlsx", "csv", "parquet"]),
    default="xlsx",
    help="输出形式：xlsx 为汇总表；csv、parquet 为汇总台账和偏差清单两张数据表。",
)
@click.option(
    "-o",
    "target",
    type=click.Path(path_type=Path),
    help="另存到该文件（csv、parquet 时为文件夹），不更新发件夹。",
)
def consolidate(folder: Path | None, as_of: datetime | None, form: str, target: Path | None) -> int:
    """Write the county workbook, or the tables for other programs."""
    start_children(folder)
    from pipeline.flow.night.county import consolidate as consolidate_county

    if target is not None and target.is_dir() is (form == "xlsx") and target.exists():
        wanted = "文件" if form == "xlsx" else "文件夹"
        raise click.BadParameter(f"{target} 不是{wanted}。", param_hint="-o")
    day = as_of.date() if as_of else None
    with opened(folder) as installation:
        if form != "xlsx":
            _export(installation, form, day, target)
            return 0
        if target is None and day is not None and day > installation.clock().date():
            raise click.BadParameter("截至日期晚于今天，不能发布；如需预览，请用 -o 另存。", param_hint="--as-of")
        published = consolidate_county(installation, day, target)
    _say_published(published)
    return 0


def _export(installation: Installation, form: str, day: date | None, target: Path | None) -> None:
    from pipeline.county.exports import ExportError
    from pipeline.flow.night.exports import export_tables

    try:
        written = export_tables(installation, form, day, target)
    except ExportError as missing:
        raise click.UsageError(str(missing)) from missing
    for path in written:
        click.echo(f"数据表：{path}")


def _say_published(published: Published) -> None:
    click.echo(f"汇总表：{published.newest or published.dated}")
    if published.board is not None:
        click.echo(f"看板：{published.board}")
    for remark in published.remarks:
        click.echo(remark, err=True)


@click.command(help="完成每晚的全部工作一次（供定时任务调用）：收取、校验、汇总。")
@folder_option
def nightly(folder: Path | None) -> int:
    """Do the night's work once."""
    start_children(folder)
    from pipeline.cli.progress import Display
    from pipeline.flow.night.night import nightly as do_night
    from pipeline.flow.pace import Pace
    from pipeline.settings.reading import read_settings

    with opened(folder, patience=_NIGHTS_PATIENCE) as installation:
        pace = Pace("夜间工作")
        with Display(pace):
            night = do_night(installation, nightly_at=read_settings(installation.root).nightly_at, told=pace.at)
        if night.processed is not None:
            _say_processed(night.processed, installation)
    if night.published is not None:
        _say_published(night.published)
    for line in night.faults:
        click.echo(f"未完成：{line}", err=True)
    return 2 if night.faults else 0


@click.command(help="持续值守：随到随校验，每晚定时汇总。按 Ctrl+C 停止。")
@folder_option
def serve(folder: Path | None) -> int:
    """Serve until SIGTERM or Ctrl+C."""
    start_children(folder)
    from pipeline.flow.service.service import Service
    from pipeline.settings.reading import read_settings

    with opened(folder) as installation:
        settings = read_settings(installation.root)
        service = Service(
            installation,
            rescan_seconds=settings.rescan_seconds,
            settle_seconds=settings.settle_seconds,
            nightly_at=settings.nightly_at,
            poll=settings.poll,
            mail_seconds=settings.mail.imap.poll_seconds,
            say=lambda line: _say_event(installation, line),
        )
        signal.signal(signal.SIGTERM, service.stop)
        signal.signal(signal.SIGINT, service.stop)
        service.run()
    return 0


def _say_event(installation: Installation, line: str) -> None:
    logging.getLogger("taizhang").info(line)
    click.echo(f"{installation.clock():%Y-%m-%d %H:%M:%S} {line}")


@click.command(help="查看报送进度、待整改偏差和值守程序的运行情况。")
@folder_option
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天，默认为今天。")
def status(folder: Path | None, as_of: datetime | None) -> int:
    """Print who has submitted, who has not, what is open, and how the service is."""
    start_children(folder)
    from pipeline.flow.service.progress import progress_of, service_lines

    with opened(folder, alone=False) as installation:
        for line in progress_of(installation, as_of.date() if as_of else installation.clock().date()):
            click.echo(line)
        for line in service_lines(installation):
            click.echo(line)
    return 0
