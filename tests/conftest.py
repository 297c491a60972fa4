"""What all tests share: goldens, long outputs kept as files and refreshed by one command."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from openpyxl.worksheet.merge import MergedCellRange

from tests.programs import memory_folder

# How long an example takes says more of the machine's other work than of ours.
settings.register_profile("untimed", deadline=None)
settings.register_profile("fast", deadline=None, max_examples=15)
settings.load_profile("ci" if "CI" in os.environ else "fast" if "TESTS_FAST" in os.environ else "untimed")

# Most of what tests wait for is the disk, though nobody reads later what they write. A folder that is named stays.
if "TMPDIR" not in os.environ and (memory := memory_folder()) is not None:
    os.environ["TMPDIR"] = tempfile.tempdir = str(memory)

# As the program does: else much of the time goes into looking for garbage among what modules keep for their tests.
gc.set_threshold(50_000, 20, 50)

# Around every merged range of a workbook that it opens openpyxl draws the border anew, which takes half of the time.
MergedCellRange.format = lambda _: None  # type: ignore[method-assign]

LONG = ("tests/reliability/test_crash.py", "tests/city/", "tests/mail/")
"""What takes longest begins first, so that no worker of several is left alone with it at the end."""

GOLDENS = Path(__file__).parent / "goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write the goldens anew instead of comparing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest. Write the goldens without running what compares none."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    if config.getoption("--update-goldens"):
        comparing = [i for i in items if "golden" in getattr(i, "fixturenames", ())]
        config.hook.pytest_deselected(items=[i for i in items if i not in comparing])
        items[:] = comparing


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file below tests/goldens/."""

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        expected = path.read_text(encoding="utf-8") if path.exists() else ""
        assert text == expected, f"{name} differs; look at it, then refresh with: pytest --update-goldens"

    return compare
