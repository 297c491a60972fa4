"""Writes the generated pages of docs/; ``--check`` only says whether they are current.

docs/deviations.md comes from the checks themselves, so that it cannot say anything else than they do; the picture in
docs/architecture.md from the import contracts and the imports.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.judging.checks.catalogue import CATALOGUE
from pipeline.judging.checks.check import Check, Explanation
from pipeline.plan.plans import read_plan
from pipeline.settings.described import reference_page
from tools.draw_house import with_picture

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
RULES = ROOT / "rules" / "yiyuan-2022"

FAMILIES = {"S": "报送", "F": "填报", "C": "漏项与匹配", "T": "时限", "R": "责任"}


def deviations_page() -> str:
    """Write the catalogue of deviations (偏差代码目录) as a Markdown page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    plan = read_plan(RULES)
    yield "# 偏差代码目录"
    yield ""
    yield "本页由各校验项和方案数据（依据）自动生成，请勿手工修改；有变动时运行 `python -m tools.write_docs` 更新。"
    yield "等级为默认等级，可在方案设置（rules/ 下的 plan.toml）中调整，或将某项设为试行（只作提示）。"
    yield "〔〕内为报告时填入的内容。"
    yield ""
    yield "| 代码 | 偏差 | 等级 | 校验范围 |"
    yield "| --- | --- | --- | --- |"
    for check in CATALOGUE.values():
        cells = (
            f"[{check.code}](#{check.code.lower()})",
            check.explained(plan).title,
            check.severity.label,
            check.scope.label,
        )
        yield f"| {' | '.join(cells)} |"
    for family, title in FAMILIES.items():
        yield ""
        yield f"## {title}（{family}）"
        for check in CATALOGUE.values():
            if check.code.startswith(family):
                yield from _section(check, check.explained(plan))


def _section(check: Check[Any], told: Explanation) -> Iterator[str]:
    yield ""
    yield f'<a id="{check.code.lower()}"></a>'
    yield ""
    yield f"### {check.code} {told.title}（{check.severity.label}）"
    yield ""
    for label, text in (
        ("含义", told.meaning),
        ("依据", told.basis),
        ("说明", told.sentence),
        ("整改建议", told.advice),
        ("示例", told.example),
    ):
        yield f"- {label}：{text}"


def architecture_page() -> str:
    """Give the page of the house as it stands, its picture drawn anew."""
    return with_picture((DOCS / "architecture.md").read_text(encoding="utf-8"))


PAGES: Mapping[str, Callable[[], str]] = {
    "deviations.md": deviations_page,
    "settings.md": reference_page,
    "architecture.md": architecture_page,
}


def main() -> int:
    """Write the pages; with ``--check`` return 1 where one is not current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail where a page is not current")
    arguments = parser.parse_args()
    stale = 0
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        current = path.exists() and path.read_text(encoding="utf-8") == text
        if arguments.check and not current:
            print(f"docs/{name} is not current: run python -m tools.write_docs")
            stale = 1
        elif not arguments.check:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{name} written")
    return stale


if __name__ == "__main__":
    sys.exit(main())
