"""Publishing what the night made: whole or not at all, and once more where somebody holds the file open."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline.flow.installation import HISTORY, Installation
from pipeline.flow.night.pages import publish_pages, sweep_pages
from pipeline.flow.night.papers import unit_papers
from pipeline.flow.night.sources import note_same_sources, note_sources, prune_sources
from pipeline.model import County
from pipeline.model.io_faults import HELD
from pipeline.store.archive import write_durably

_PAUSES = (0.2, 0.5, 1.0)
"""Seconds between the quick attempts at a file that is held."""

STATUS_PAGE = "index.html"
ON_PAPER = "_打印版"
_REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Published:
    """Where a consolidation lies.

    ``newest`` and ``board`` (the status page) are None where they could not be replaced: then they stand in ``held``,
    which somebody has open. They are None, too, for a ``past`` night, which leaves them alone. ``kept`` is a copy of
    the newest workbook as somebody had changed it in its place.
    """

    dated: Path
    newest: Path | None
    county: County
    board: Path | None = None
    past: bool = False
    held: tuple[Path, ...] = ()
    kept: Path | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the operator should know beside the place, in Chinese."""
        said = [
            f"{path.name} 正被他人打开，未能替换；新版已另存，值守程序会自动重试，也可在关闭文件后重新汇总。"
            for path in self.held
        ]
        if self.past:
            said.append("本次为重建以前日期的汇总，只写入历史文件，最新汇总表和看板未作改动。")
        if self.kept is not None:
            said.append(
                f"发现有人在最新汇总表中直接作了修改，修改后的文件已留存：{self.kept}。"
                "其中如填有核定意见，请把该文件放入 inbox/核定/ 登记。"
            )
        return tuple(said)


def publish(
    installation: Installation,
    county: County,
    book: bytes,
    pages: Mapping[str, str],
    sources: Collection[str],
    *,
    paper: bytes,
    past: bool = False,
) -> Published:
    """Write the dated copy first, under a name that nobody holds open, then replace the newest and the page.

    The links in ``book`` start from outbox/; each copy gets those that hold from its own folder. ``pages`` are the
    receipt pages by unit, ``sources`` the copies of originals to which ``book`` leads; ``paper`` is the workbook that
    is printed, which lies beside the newest.
    """
    from pipeline.county.board.page import Board
    from pipeline.county.relocation import with_links_from

    folder = installation.summary_folder
    name = summary_name(county)
    dated = _write_dated(folder / HISTORY, f"{name}_{county.as_of.isoformat()}", county, with_links_from(book, 2))
    installation.register.note(county.generated_at, "published", dated.name, hashlib.sha256(book).hexdigest())
    note_sources(installation, dated, sources)
    if past:
        return Published(dated, None, county, past=True)
    newest, board = folder / f"{name}.xlsx", installation.board_folder / STATUS_PAGE
    kept = _keep_edits(installation, newest)
    note_sources(installation, newest, sources)
    shown = Board(
        county,
        {name: f"../{quote(path)}" for name, path in pages.items()},
        workbook=f"../{folder.name}/{newest.name}",
        approval=county.plan.settings.approval,
        papers=unit_papers(installation, county),
    )
    # What the first page leads to is there before it, and goes after it.
    others = publish_pages(installation, shown.other_pages())
    page = shown.first_page().encode("utf-8")
    contents = {newest: with_links_from(book, 1), newest.with_stem(f"{name}{ON_PAPER}"): paper, board: page}
    held = tuple(path for path, data in contents.items() if not _replace_or_remember(installation, path, data))
    if board not in held:
        sweep_pages(installation, others)
    if _keep_only(folder / HISTORY, name, installation.keep_daily_copies):
        prune_sources(installation)
    return Published(
        dated,
        None if newest in held else newest,
        county,
        None if board in held else board,
        held=held,
        kept=kept,
    )


def retry_pending(installation: Installation) -> tuple[Path, ...]:
    """Try once more, and only once, to replace what was held open; give the files that are new now.

    What waits lies under data/pending/ in the folders of outbox/, so that a restart forgets none of it.
    """
    replaced = []
    for waiting in sorted(p for p in installation.pending_folder.rglob("*") if p.is_file() and p.name[0] != "."):
        target = installation.outbox / waiting.relative_to(installation.pending_folder)
        if target.suffix == ".xlsx":
            _keep_edits(installation, target)
        if _replace(installation, target, waiting.read_bytes(), ()) is None:
            waiting.unlink()
            replaced.append(target)
    return tuple(replaced)


def summary_name(county: County) -> str:
    """Name the county workbook, without its ending."""
    return f"{county.plan.year}年{county.plan.county}政务公开工作台账汇总"


def _write_dated(history: Path, stem: str, county: County, book: bytes) -> Path:
    history.mkdir(parents=True, exist_ok=True)
    dated = history / f"{stem}.xlsx"
    try:
        write_durably(dated, book)
    except OSError as fault:
        if fault.errno not in HELD:
            raise
        # An earlier copy of the same day is open: this one takes a name with the time.
        dated = history / f"{stem}_{county.generated_at:%H%M%S}.xlsx"
        write_durably(dated, book)
    return dated


def _replace_or_remember(installation: Installation, target: Path, data: bytes) -> bool:
    """Replace a published file; keep the new one for ``retry_pending`` where it is held after quick attempts."""
    waiting = installation.pending_folder / target.relative_to(installation.outbox)
    held = _replace(installation, target, data, _PAUSES)
    if held is None:
        waiting.unlink(missing_ok=True)
        return True
    installation.register.note(installation.clock(), "publish_pending", target.name, str(held))
    waiting.parent.mkdir(parents=True, exist_ok=True)
    write_durably(waiting, data)
    return False


def _replace(installation: Installation, target: Path, data: bytes, pauses: tuple[float, ...]) -> OSError | None:
    """Replace a file, with one more attempt after each pause; give the fault where it is held to the end."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for pause in (*pauses, None):
        try:
            write_durably(target, data)
        except OSError as fault:
            if fault.errno not in HELD:
                raise
            if pause is None:
                return fault
            time.sleep(pause)
        else:
            break
    installation.register.note(installation.clock(), _REPLACED, target.name, hashlib.sha256(data).hexdigest())
    return None


def _keep_edits(installation: Installation, newest: Path) -> Path | None:
    """Keep a copy of the newest workbook where somebody worked in it: an officer's filled-in decisions, say."""
    ours = installation.register.last_note(_REPLACED, newest.name)
    if ours is None or not newest.exists():
        return None
    data = newest.read_bytes()
    if hashlib.sha256(data).hexdigest() == ours:
        return None
    now = installation.clock()
    kept = newest.parent / HISTORY / f"{newest.stem}_改动留存_{now:%Y%m%d-%H%M%S}.xlsx"
    write_durably(kept, data)
    installation.register.note(now, "edits_kept", kept.name, newest.name)
    note_same_sources(installation, kept, newest)
    return kept


def _keep_only(history: Path, name: str, copies: int) -> int:
    """Delete the oldest dated copies; give their number."""
    deleted = 0
    for old in sorted(history.glob(f"{name}_[0-9]*.xlsx"))[:-copies]:
        with contextlib.suppress(OSError):
            old.unlink()
            deleted += 1
    return deleted
