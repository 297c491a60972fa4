"""All tables of a county: what the workbook and the frames are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.county.columns import Table, frame_of
from pipeline.county.facts import CountyFacts
from pipeline.county.figures import CountyFigures, figures_of
from pipeline.county.frames_by_obligation import by_obligation_table
from pipeline.county.frames_decisions import doubts_table, open_bearers_table
from pipeline.county.frames_deviations import deviation_tables, due_table, lives_table
from pipeline.county.frames_ledgers import coverage_table, merged_table, reporting_table
from pipeline.county.frames_look_back import look_back_tables
from pipeline.county.frames_notes import all_notes, notes_tables
from pipeline.county.frames_overview import overview_table
from pipeline.county.frames_progress import progress_rates_table, progress_table
from pipeline.county.frames_words import operations_table, standing_table, waiting_table
from pipeline.model import County

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True)
class CountyTables:
    """All tables of a county."""

    facts: CountyFacts

    @cached_property
    def figures(self) -> CountyFigures:
        """The figures of 总览."""
        return figures_of(self.facts)

    @cached_property
    def listed(self) -> tuple[Table[Any], ...]:
        """The sheets that are one table each, in their order: all but 总览 and 说明."""
        return (
            reporting_table(self.facts),
            merged_table(self.facts),
            coverage_table(self.facts),
            *deviation_tables(self.facts),
            doubts_table(self.facts),
            open_bearers_table(self.facts),
            due_table(self.facts),
            lives_table(self.facts),
            waiting_table(self.facts),
            standing_table(self.facts),
            progress_table(self.facts),
            operations_table(self.facts),
        )

    @cached_property
    def turned(self) -> tuple[Table[Any], ...]:
        """The sheets after 说明: what stands before it, in another order, and what last year left over."""
        return (by_obligation_table(self.facts), progress_rates_table(self.facts), *look_back_tables(self.facts))

    @cached_property
    def notes(self) -> tuple[Table[Any], ...]:
        """The tables of 说明, one below the other."""
        return notes_tables(self.facts, self.figures)


def county_frames(county: County) -> Mapping[str, pd.DataFrame]:
    """Give one frame for each sheet of the county workbook, by its name, in their order.

    Columns bear the headings of the contract. Numbers are Int64 or Float64 (rates from 0 to 1), dates are
    ``datetime.date`` objects (None where there is none), everything else is text ("" where there is none).
    """
    tables = CountyTables(CountyFacts(county))
    whole = (overview_table(tables.figures), *tables.listed, all_notes(tables.notes), *tables.turned)
    return {table.name: frame_of(table) for table in whole}
