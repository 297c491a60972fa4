"""Letters of demand (催办函) for units that no mail reaches: files in their own folders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.flow.day.answer import safe_name
from pipeline.flow.day.folders import receipt_folder
from pipeline.flow.installation import Installation
from pipeline.model import County
from pipeline.store.archive import write_durably


def file_demands(installation: Installation, county: County, units: Iterable[str]) -> Mapping[str, Path]:
    """Write a letter of demand for each of the units that owes something into its folder; give their paths.

    One of the same day that is there already may have been edited, and stays.
    """
    from pipeline.county.letters.demands import Demands
    from pipeline.county.letters.writing import LetterKind, letter_name

    demands, filed = Demands(county), {}
    owing = set(demands.units())
    for unit in (one for one in units if one in owing):
        letter = installation.letter_templates.write(LetterKind.DEMAND, demands.words(unit))
        if letter.fault:
            installation.register.note(installation.clock(), "text_fault", unit, letter.fault)
        path = receipt_folder(installation, unit) / safe_name(letter_name(county, LetterKind.DEMAND, unit))
        if not path.exists():
            write_durably(path, letter.document)
        filed[unit] = path
    return filed
