"""A city of counties: ``fleet`` runs their nights, ``rollup`` puts their sheets together."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from pipeline.cli.progress import Display, shown
from pipeline.flow.pace import Pace

if TYPE_CHECKING:
    from pipeline.city.city import City
    from pipeline.county.plain import PlainCounty

_city_file = click.argument(
    "city_file", metavar="城市文件", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.command(help="逐县完成当晚的全部工作：按城市文件所列各县，分派到多个计算节点（Dask）。")
@_city_file
def fleet(city_file: Path) -> int:
    """Run the night of every county of a city."""
    city = _read(city_file)
    from pipeline.city.fleet import Ending, run_fleet

    bad = {Ending.FAILED, Ending.FAULTY, Ending.BUSY}
    endings = []
    for night in shown(run_fleet(city), len(city.members), "各县夜间工作", slow=True):
        endings.append(night.ending)
        ledgers = f"，收取台账{night.ledgers}份" if night.ledgers else ""
        click.echo(f"{night.county}：{night.ending.value}{ledgers}")
        for fault in night.faults:
            click.echo(f"{night.county}：{fault}", err=True)
    click.echo(
        "共{}个县：{}".format(
            len(endings), "，".join(f"{e.value}{endings.count(e)}个" for e in Ending if e in endings)
        )
    )
    return 2 if bad & set(endings) else 0


@click.command(help="汇总全市：把各县汇总表的各表合为一册，增加“县”一列。")
@_city_file
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天（年-月-日），默认今天。")
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), help="另存到该文件。")
def rollup(city_file: Path, as_of: datetime | None, target: Path | None) -> int:
    """Write the city workbook."""
    city = _read(city_file)
    day = as_of.date() if as_of else datetime.now(_zone(city)).date()
    counties = _counties(city, day)
    if not counties:
        click.echo("没有一个县可以汇入，未生成全市汇总表。", err=True)
        return 2
    from pipeline.city.rollup import city_workbook, put_together
    from pipeline.plan.matcher_model import read_all_concepts
    from pipeline.settings.reading import read_settings
    from pipeline.store.archive import write_durably

    in_order = [counties[m.name] for m in city.members if m.name in counties]
    first = next(m for m in city.members if m.name in counties)
    path = target or city.out / f"{city.name}政务公开工作台账汇总.xlsx"
    pace = Pace("合成全市汇总表")
    with Display(pace):
        pace.at("合并各表")
        tables = put_together(in_order, read_all_concepts(read_settings(first.folder).rules))
        pace.at("写出")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, city_workbook(city, tables, day))
    click.echo(f"全市汇总表：{path}（{len(in_order)}个县）")
    return 0 if len(in_order) == len(city.members) else 2


def _zone(city: City) -> ZoneInfo:
    """Give the time of the first county whose settings can be read: today is today there, not where the server is."""
    from pipeline.settings import Settings, SettingsError
    from pipeline.settings.reading import read_settings

    for member in city.members:
        with suppress(SettingsError):
            return read_settings(member.folder).zone
    return Settings(root=city.out).zone


def _counties(city: City, day: date) -> dict[str, PlainCounty]:
    from pipeline.city.fleet import on_workers
    from pipeline.city.rollup import county_of

    found: dict[str, PlainCounty] = {}
    gathered = on_workers(city, partial(county_of, as_of=day))
    for member, county, fault in shown(gathered, len(city.members), "读取各县汇总", slow=True):
        if county is None:
            click.echo(f"{member.name}：未能汇入，{fault}", err=True)
        else:
            found[member.name] = county
    return found


def _read(path: Path) -> City:
    from pipeline.city.city import read_city

    if find_spec("distributed") is None:
        raise click.UsageError("多县并行需要 Dask，请先安装：pip install 'taizhang[fleet]'。")
    return read_city(path)
