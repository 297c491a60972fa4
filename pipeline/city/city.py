"""The file that lists the counties of a city (CITY.toml): each a working folder with its own plan and register."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.settings import SettingsError

_KNOWN = {"name", "out", "scheduler", "workers", "county"}
_UNFIT = frozenset('\\/:*?"<>|')
TOTAL: Final = "合计"
"""What the line of all counties is called."""
_EXAMPLE = '[[county]]\nname = "某某县"\nfolder = "某某县的工作文件夹"'


@dataclass(frozen=True, slots=True)
class Member:
    """A county of the city: its name, and its working folder."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class City:
    """A city: its name, its counties, where its workbook goes, and on what their nights run.

    ``scheduler`` is the address of a Dask scheduler ("" for workers on this machine, ``workers`` of them).
    """

    name: str
    members: tuple[Member, ...]
    out: Path
    scheduler: str = ""
    workers: int = 2


def read_city(path: Path) -> City:
    """Read CITY.toml; folders in it start from its own. Raises ``SettingsError`` that names every fault."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as away:
        raise SettingsError(f"无法读取城市文件 {path}（{away.strerror}）。请检查路径。") from away
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise SettingsError(f"城市文件 {path} 的格式有误（{broken}）。请改正后重试。") from broken
    faults = list(_faults(said, path.parent))
    if faults:
        raise SettingsError(f"城市文件 {path} 有误：" + "".join(f"\n  {fault}" for fault in faults))
    members = tuple(Member(c["name"], (path.parent / c["folder"]).resolve()) for c in said["county"])
    out = (path.parent / said.get("out", "市级汇总")).resolve()
    return City(said["name"], members, out, said.get("scheduler", ""), said.get("workers", 2))


def _faults(said: dict[str, Any], base: Path) -> Iterator[str]:
    for name in sorted(said.keys() - _KNOWN):
        yield f"“{name}”不是可以设置的项目，可设置的有：{'、'.join(sorted(_KNOWN))}"
    if not isinstance(said.get("name"), str) or not said["name"].strip():
        yield '缺少城市名称，请写明，如：name = "某某市"'
    elif _UNFIT & set(said["name"]):
        yield f"城市名称“{said['name']}”含有不能用于文件名的字符，请改写"
    for name in ("out", "scheduler"):
        if not isinstance(said.get(name, ""), str):
            yield f'“{name}”应为加引号的文字，如：{name} = "…"'
    workers = said.get("workers", 2)
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        yield "“workers”应为不小于1的整数，如：workers = 2"
    counties = said.get("county")
    if not isinstance(counties, list) or not counties:
        yield f"没有列出县，请逐县写明，如：\n{_EXAMPLE}"
        return
    for number, county in enumerate(counties, 1):
        if not isinstance(county, dict) or not all(isinstance(county.get(k), str) for k in ("name", "folder")):
            yield f"第{number}个县缺少 name 或 folder，请写明，如：\n{_EXAMPLE}"
        elif county["name"].strip() in ("", TOTAL):
            yield f"第{number}个县的名称“{county['name']}”不能使用，请写县名"
        else:
            unknown = "、".join(sorted(county.keys() - {"name", "folder"}))
            if unknown:
                yield f"第{number}个县中的“{unknown}”不是可以设置的项目，只有 name 和 folder"
    whole = [c for c in counties if isinstance(c, dict)]
    for key, what in (("name", "名称"), ("folder", "文件夹")):
        said_of = [c[key] for c in whole if isinstance(c.get(key), str)]
        often = Counter(str((base / one).resolve()) if key == "folder" else one for one in said_of)
        for value, count in often.items():
            if count > 1:
                yield f"{what}“{value}”列了{count}次，每县只能列一次"
