"""``taizhang`` as a user types it: started anew, or, in a fraction of the time, in a fork of the tests' process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from pipeline.settings.places import SHIPPED


def started(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that begins from nothing."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd or SHIPPED,
        check=False,
    )


def taizhang(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own that is forked from here and has loaded what tests have loaded.

    The files that it opens it opens in children of its own; the server from which a command that is started anew has
    them is left out (``tests/cli/test_children.py`` tries that).
    """
    if not hasattr(os, "fork"):
        return started(*arguments, cwd=cwd)
    from tests.children import ready

    ready()
    command = ["taizhang", *map(str, arguments)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if not child:
            _become(command, cwd or SHIPPED, out.fileno(), err.fileno())
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode("utf-8"))
    return subprocess.CompletedProcess(command, status, *said)


def _become(command: list[str], folder: Path, out: int, err: int) -> None:
    status = 1
    try:
        for stream, descriptor in ((out, 1), (err, 2)):
            os.dup2(stream, descriptor)
        with open(os.devnull, encoding="utf-8") as nothing:  # noqa: PTH123
            os.dup2(nothing.fileno(), 0)
        sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
        os.chdir(folder)
        sys.argv = command
        from pipeline.cli.main import main
        from pipeline.guard import origin

        origin.ready_server = lambda _: None
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(status)
