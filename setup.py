"""Puts the plans and the blank ledger into the built package: an installed program has no checkout beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("rules", "templates")
"""Folders of the project that a new working folder is made from (``pipeline.shipped``)."""


class BuildWithShipped(build_py):
    """Builds the package and copies what is shipped with it."""

    def run(self) -> None:
        """Build as usual, then copy; an editable install reads the folders where they are."""
        super().run()
        if self.editable_mode:
            return
        for name in SHIPPED:
            target = Path(self.build_lib) / "pipeline" / "shipped" / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(Path(__file__).parent / name, target)


setup(cmdclass={"build_py": BuildWithShipped})
