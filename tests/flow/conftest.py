"""A working folder of its own for each test, with a clock that the test turns."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.packaging.custom import StringProperty

from pipeline.cli.installation import make_working_folder
from pipeline.flow.installation import Installation
from pipeline.flow.seal import seal_of
from pipeline.model.stamp import SEAL
from pipeline.wiring import open_installation
from tests.children import ready
from tools.forms import form_workbook
from tools.labels import DATA


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2022, 5, 19, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

    def __call__(self) -> datetime:
        return self.now

    def turn(self, day: int, hour: int = 9) -> None:
        self.now = self.now.replace(day=day, hour=hour)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    _begin(tmp_path / "work")
    return tmp_path / "work"


def _begin(folder: Path) -> None:
    ready()
    make_working_folder(folder)
    settings = "settle_seconds = 0\n[guard]\nworkers = 1\nwall_seconds = 120\n"
    (folder / "taizhang.toml").write_text(settings, encoding="utf-8")


@pytest.fixture
def installation(root: Path, clock: Clock) -> Iterator[Installation]:
    opened = open_installation(root, clock)
    yield opened
    # A failing test's traceback keeps the installation: without this its children would be waited for at the end.
    opened.rest()
    opened.register.close()


Story = Callable[[Installation, Clock], None]
"""What happens in a working folder before the tests of a file begin."""


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Story], tuple[Path, datetime]]:
    """Play a story once for all tests of a worker; give the folder that it left and the time of its end."""

    @cache
    def play(story: Story) -> tuple[Path, datetime]:
        folder = tmp_path_factory.mktemp("story") / "work"
        _begin(folder)
        clock = Clock()
        installation = open_installation(folder, clock)
        story(installation, clock)
        installation.rest()
        installation.register.close()
        return folder, clock.now

    return play


@pytest.fixture
def after(
    root: Path, clock: Clock, played: Callable[[Story], tuple[Path, datetime]]
) -> Iterator[Callable[[Story], Installation]]:
    """Open a working folder in which a story has happened: a copy of the one where it was played."""
    opened: list[Installation] = []

    def open_after(story: Story) -> Installation:
        folder, clock.now = played(story)
        shutil.rmtree(root)
        shutil.copytree(folder, root)
        opened.append(open_installation(root, clock))
        return opened[-1]

    yield open_after
    for installation in opened:
        installation.rest()
        installation.register.close()


def sample(name: str) -> bytes:
    """Give a labelled ledger (``ledgers/01-shuiliju``) as a workbook."""
    return form_workbook(DATA / f"{name}.json")


def drop(installation: Installation, name: str, data: bytes) -> Path:
    path = installation.inbox_folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def sealed(installation: Installation, data: bytes, plan: str = "") -> bytes:
    """Give a county workbook with the seal of an installation."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    seal = seal_of(installation.register, plan or installation.plan.id, "2022-05-19@1")
    book.custom_doc_props.append(StringProperty(name=SEAL, value=seal))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
