"""The commands on a working folder: process, consolidate, nightly, serve, status."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.flow import Installation, Processed, Published

_Command = Callable[..., Any]


def _folder_option(command: _Command) -> _Command:
    return click.option(
        "--dir",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="工作文件夹，默认为当前所在的工作文件夹。",
    )(command)


@contextmanager
def _opened(folder: Path | None, *, alone: bool = True) -> Iterator[Installation]:
    """Open the working folder; ``alone`` refuses where another process works on it."""
    from pipeline.wiring import open_installation, working_folder, working_lock

    root = working_folder(folder)
    if not alone:
        installation = open_installation(root)
        try:
            yield installation
        finally:
            installation.register.close()
        return
    with working_lock(root):
        installation = open_installation(root)
        try:
            yield installation
        finally:
            installation.register.close()


@click.command(help="处理收件夹一遍：收取、校验、出回执。")
@_folder_option
def process(folder: Path | None) -> int:
    """Make one pass over the inbox."""
    from pipeline.cli.check import exit_code
    from pipeline.flow import process as process_inbox

    with _opened(folder) as installation:
        done = process_inbox(installation)
        _say_processed(done, installation)
    return exit_code(done.submissions)


def _say_processed(done: Processed, installation: Installation) -> None:
    for submission in done.submissions:
        name, unit = submission.arrival.file_name, submission.unit or "单位待确认"
        receipts = installation.receipt_folder(submission.unit)
        click.echo(f"{name}：{unit}，{submission.verdict.label}，回执在 {receipts}")
    for waiting in done.waiting:
        click.echo(f"{waiting.path.name}：暂未收取（{waiting.reason}）")
    if not done.submissions and not done.waiting:
        click.echo("收件夹中没有新文件。")


@click.command(help="生成全县汇总表。")
@_folder_option
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天，默认为今天。")
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), help="另存到该文件，不更新发件夹。")
def consolidate(folder: Path | None, as_of: datetime | None, target: Path | None) -> int:
    """Write the county workbook."""
    from pipeline.flow import consolidate as consolidate_county

    with _opened(folder) as installation:
        published = consolidate_county(installation, as_of.date() if as_of else None, target)
    _say_published(published)
    return 0


def _say_published(published: Published) -> None:
    click.echo(f"汇总表：{published.newest or published.dated}")
    if published.newest is None:
        click.echo("最新汇总表正被打开，未能替换；已写入上述历史文件，关闭后请重新汇总。", err=True)


@click.command(help="完成每晚的全部工作一次（供定时任务调用）：收取、校验、汇总。")
@_folder_option
def nightly(folder: Path | None) -> int:
    """Do the night's work once."""
    from pipeline.flow import nightly as do_night

    with _opened(folder) as installation:
        night = do_night(installation)
        _say_processed(night.processed, installation)
    _say_published(night.published)
    return 0


@click.command(help="持续值守：随到随校验，每晚定时汇总。按 Ctrl+C 停止。")
@_folder_option
def serve(folder: Path | None) -> int:
    """Serve until SIGTERM or Ctrl+C."""
    from pipeline.flow import Service
    from pipeline.settings import read_settings

    with _opened(folder) as installation:
        settings = read_settings(installation.root)
        service = Service(
            installation,
            rescan_seconds=settings.rescan_seconds,
            settle_seconds=settings.settle_seconds,
            nightly_at=settings.nightly_at,
            poll=settings.poll,
            say=lambda line: click.echo(f"{installation.clock():%Y-%m-%d %H:%M:%S} {line}"),
        )
        signal.signal(signal.SIGTERM, service.stop)
        signal.signal(signal.SIGINT, service.stop)
        service.run()
    return 0


@click.command(help="查看报送进度和未整改偏差。")
@_folder_option
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天，默认为今天。")
def status(folder: Path | None, as_of: datetime | None) -> int:
    """Print who has submitted, who has not, and what is open."""
    from pipeline.flow import progress_of

    with _opened(folder, alone=False) as installation:
        for line in progress_of(installation, as_of.date() if as_of else installation.clock().date()):
            click.echo(line)
    return 0
