"""The county's tables written for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.flow.installation import Installation
from pipeline.flow.night.county import build_county
from pipeline.store.archive import write_durably

TABLES = "数据"


def export_tables(
    installation: Installation, form: str, as_of: date | None = None, folder: Path | None = None
) -> tuple[Path, ...]:
    """Write 汇总台账 and 偏差清单 as of a day (today by default) into a folder (by default outbox/汇总/数据/).

    ``form`` is csv or parquet. Nothing is recorded. Raises ``ExportError`` where the format cannot be written here.
    """
    from pipeline.county.exports import check_format, county_exports

    check_format(form)
    county = build_county(installation, as_of or installation.clock().date())
    place = folder or installation.summary_folder / TABLES
    place.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in county_exports(county, form).items():
        write_durably(place / name, data)
        written.append(place / name)
    return tuple(written)
