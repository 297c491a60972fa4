"""The nights of many counties as tasks on Dask: one that fails is tried again elsewhere and stops no other."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from pipeline.city.city import City, Member
from pipeline.model.io_faults import told
from pipeline.settings import BusyError, SettingsError

if TYPE_CHECKING:
    from distributed import Client

    from pipeline.store.leases import Leases

Result = TypeVar("Result")

TRIES: Final = 3
"""So often a county's night is begun in one run: at the first worker, and at others when that one fails or dies."""
_LEASE: Final = timedelta(seconds=90)
_PULSE: Final = 20.0
"""Seconds between two prolongations of a lease."""
_PATIENCE: Final = 300.0
"""Seconds for which whoever holds a county's folder is waited for: the one that died before may have to end first."""

_ENVIRONMENT: Final = "distributed.nanny.pre-spawn-environ"
_QUIET: Final = {"DASK_LOGGING__DISTRIBUTED": "critical"}
"""What Dask itself would tell of our own workers: all that an officer should know is said in Chinese at the end."""


class Ending(StrEnum):
    """How a county's night ended; the value is what an officer reads."""

    DONE = "已完成"
    BEFORE = "此前已完成"
    FAULTY = "部分步骤未完成"
    BUSY = "正在运行"
    FAILED = "未完成"


@dataclass(frozen=True, slots=True)
class CountyNight:
    """What became of one county's night: how it ended, how many ledgers it took in, what went wrong (Chinese)."""

    county: str
    ending: Ending
    ledgers: int = 0
    faults: tuple[str, ...] = ()


class NightError(Exception):
    """The essential steps of a county's night were not done; the text says which and why, in Chinese."""


def run_fleet(city: City, client: Client | None = None) -> Iterator[CountyNight]:
    """Run the newest night of every county, and give each as it ends.

    A county whose night is done is not done again: a run that was interrupted goes on where it stopped. Whoever holds
    a county's register keeps others off it (``pipeline/store/leases.py``).
    """
    for member, night, fault in on_workers(city, night_of, client):
        yield CountyNight(member.name, Ending.FAILED, faults=(fault,)) if night is None else night


def on_workers(
    city: City, work: Callable[[Member], Result], client: Client | None = None
) -> Iterator[tuple[Member, Result | None, str]]:
    """Do some work for every county on Dask; give each as it ends: county, what came of it, what went wrong ("")."""
    from distributed import as_completed

    with _connected(city, client) as workers:
        futures = {workers.submit(_tried, work, m, pure=False, retries=TRIES - 1): m for m in city.members}
        for future in as_completed(futures):
            fault = future.exception()
            yield (futures[future], *(future.result() if fault is None else (None, _words_of(fault))))


def _tried(work: Callable[[Member], Result], member: Member) -> tuple[Result | None, str]:
    """Do the work at a worker. What another try would not mend is told; else raises ``NightError``, in words."""
    from pipeline.plan.rules_files import RulesError

    try:
        return work(member), ""
    except (SettingsError, RulesError) as said:
        return None, str(said)
    except OSError as away:
        raise NightError(told(away)) from away


@contextmanager
def _connected(city: City, client: Client | None) -> Iterator[Client]:
    """Connect to the scheduler that the city names, or to workers of our own."""
    import dask
    from distributed import Client, LocalCluster

    if client is not None:
        yield client
        return
    if city.scheduler:
        try:
            elsewhere = Client(city.scheduler)
        except OSError as away:
            raise SettingsError(f"无法连接 Dask 调度器 {city.scheduler}。请检查地址和调度器是否在运行。") from away
        with elsewhere:
            yield elsewhere
        return
    # A worker opens ledgers in children of its own, which a daemonic process may not have.
    with (
        dask.config.set({"distributed.worker.daemon": False, _ENVIRONMENT: dask.config.get(_ENVIRONMENT) | _QUIET}),
        LocalCluster(
            n_workers=min(city.workers, len(city.members)),
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as own,
    ):
        yield own


def night_of(member: Member) -> CountyNight:
    """Do the newest night of a county, unless it is done or another program is at work there.

    Raises where it is worth another try.
    """
    try:
        return _night_alone(member)
    except BusyError as busy:
        return CountyNight(member.name, Ending.BUSY, faults=(str(busy),))


def _night_alone(member: Member) -> CountyNight:
    from pipeline.flow.night.night import last_night, nightly
    from pipeline.flow.pace import MINUTE, Pace, ticking
    from pipeline.settings.places import working_folder
    from pipeline.settings.reading import read_settings
    from pipeline.store.leases import Leases
    from pipeline.store.nights import Nights
    from pipeline.wiring import open_installation, open_logbook, working_lock

    nightly_at = read_settings(working_folder(member.folder)).nightly_at
    with working_lock(member.folder, _PATIENCE):
        installation = open_installation(member.folder)
        try:
            leases = Leases(installation.register)
            with open_logbook(installation) as log, _leased(leases) as is_ours:
                if not is_ours:
                    return CountyNight(member.name, Ending.BUSY)
                begun = installation.clock()
                if Nights(installation.register).last_done(begun) == last_night(begun, nightly_at):
                    return CountyNight(member.name, Ending.BEFORE)
                pace = Pace("夜间工作")
                with ticking(lambda: log.info(pace.line()), MINUTE):
                    night = nightly(installation, nightly_at=nightly_at, gives_up=False, told=pace.at)
                if not night.done:
                    raise NightError("；".join(night.faults))
                ledgers = len(night.processed.submissions) if night.processed else 0
                ending = Ending.FAULTY if night.faults else Ending.DONE
                return CountyNight(member.name, ending, ledgers, night.faults)
        finally:
            installation.register.close()


@contextmanager
def _leased(leases: Leases) -> Iterator[bool]:
    """Hold a register and prolong the lease for as long as the work goes on; False where another one lives on it.

    That of a worker that died runs out by itself; it is waited for.
    """
    me = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    over = threading.Event()

    def clock() -> datetime:
        return datetime.now().astimezone()

    patience = clock() + _LEASE + timedelta(seconds=_PULSE)
    while not leases.take(me, clock(), _LEASE, _is_gone):
        if clock() > patience:
            yield False
            return
        over.wait(1.0)

    def prolong() -> None:
        while not over.wait(_PULSE):
            with suppress(OSError):  # the night itself meets the same fault, and tells it
                leases.take(me, clock(), _LEASE)

    pulse = threading.Thread(target=prolong, name="lease", daemon=True)
    pulse.start()
    try:
        yield True
    finally:
        over.set()
        pulse.join()
        leases.free(me, clock())


def _is_gone(holder: str) -> bool:
    """Say whether a holder was a process of this machine that is no more; of another machine's only time tells."""
    host, process, _ = holder.split(":")
    if host != socket.gethostname():
        return False
    import psutil  # comes with distributed; os.kill ends a process on Windows

    return not psutil.pid_exists(int(process))


def _words_of(fault: BaseException) -> str:
    """Say in Chinese why a county could not be done."""
    from distributed.scheduler import KilledWorker

    if isinstance(fault, NightError):
        return str(fault)
    if isinstance(fault, KilledWorker):
        return f"计算节点多次中断，已试{TRIES}次。请检查各节点的内存和该县的来件"
    return f"程序内部出错（{type(fault).__name__}：{str(fault)[:200]}），请将本行内容告知维护人员"
