"""Drop one ledger after another into the inbox of a county at work; print the seconds from there to each receipt."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from pipeline.flow.day.receive import process
from pipeline.wiring import open_installation


def main(root: Path, paths: list[Path]) -> None:
    installation = open_installation(root)
    process(installation)  # what the service has done before: the children are there, plan and model are loaded
    for path in paths:
        shutil.copyfile(path, root / "inbox" / path.name)
        started = time.perf_counter()
        (_,) = process(installation).submissions
        print(time.perf_counter() - started)
    installation.rest()
    installation.register.close()


main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
