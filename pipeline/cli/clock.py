"""``taizhang clock``: what a clock that was wrong for a while has left, and putting it right."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.service import folder_option, opened


@click.command(help="核对登记库中有无晚于现在的记录（系统时间曾有误所致）；加 --repair 则改正，并重新汇总。")
@click.option("--repair", is_flag=True, help="把晚于现在的时间改为现在；请先校准系统时间。")
@folder_option
def clock(repair: bool, folder: Path | None) -> int:
    """Say whether anything is dated in the future, or put it right."""
    from pipeline.cli.children import start_children
    from pipeline.store.clock import newest_ahead

    if repair:
        start_children(folder)
    with opened(folder) as installation:
        now = installation.clock()
        ahead = newest_ahead(installation.register, now)
        click.echo(f"现在是{now:%Y-%m-%d %H:%M:%S}。")
        if ahead is None:
            click.echo("登记库中没有晚于现在的记录。")
        elif not repair:
            click.echo(f"登记库中有晚于现在的记录，最晚的为{ahead:%Y-%m-%d %H:%M}，在此之前不计入汇总。")
            click.echo("请先校准系统时间，再运行 taizhang clock --repair 改正。", err=True)
            return 1
        else:
            from pipeline.flow.again.clock import set_clock_right

            count, published = set_clock_right(installation)
            click.echo(f"已改正{count}条记录的时间。")
            if published is not None:
                click.echo(f"已重新汇总：{published.newest or published.dated}")
    return 0
