"""What the intake promises, and the tests that hold it to its word."""

from __future__ import annotations

PROMISES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "P1",
        "Nothing is read until it is still, closed and complete",
        ("tests/guard/test_inbox.py", "tests/reliability/test_samba.py::test_odd_writers_on_a_share"),
    ),
    (
        "P2",
        "A file present at the start is found",
        ("tests/flow/test_service.py::test_files_are_answered_as_they_come_and_those_present_at_start_too",),
    ),
    (
        "P3",
        "A file that no event announced is found within one rescan",
        (
            "tests/flow/test_health.py::test_an_overflowing_queue_of_events_is_told_and_loses_nothing",
            "tests/flow/test_service.py::test_an_inbox_that_goes_away_and_comes_back_is_served_again",
            "tests/guard/test_watch.py",
        ),
    ),
    (
        "P4",
        "The same bytes twice are one submission and two receipts",
        ("tests/flow/test_process.py::test_the_same_file_twice_is_recorded_once_and_answered_twice",),
    ),
    (
        "P5",
        "A file is in the archive, on the disk, before it is on record, and on record before it leaves the inbox",
        ("tests/flow/test_durability.py",),
    ),
    (
        "P6",
        "A failing file gets its verdict after three tries, is never tried for ever and never deleted",
        (
            "tests/flow/test_process.py::test_a_file_that_breaks_its_child_gets_a_verdict_after_three_tries",
            "tests/flow/test_claiming.py::"
            "test_a_file_at_which_the_program_dies_again_and_again_gets_its_verdict_in_the_end",
        ),
    ),
    (
        "P7",
        "A passing fault (disk full, register locked, share away) never marks anything done",
        (
            "tests/reliability/test_crash.py::test_failing_calls",
            "tests/flow/test_claiming.py::test_a_locked_register_is_a_passing_fault",
            "tests/flow/test_mounts.py",
        ),
    ),
    (
        "P8",
        "Orphaned locks and temporary files never block",
        (
            "tests/flow/test_claiming.py::test_what_a_killed_program_left_half_written_is_swept",
            "tests/guard/test_confinement.py::test_nothing_of_the_parent_stays_open",
            "tests/reliability/test_crash.py::test_named_kill_points",
        ),
    ),
    (
        "P9",
        "Every change of state leaves a dated line",
        ("tests/flow/test_durability.py::test_each_step_leaves_a_dated_line",),
    ),
    (
        "P10",
        "A mail is flagged only after all its attachments are archived",
        ("tests/mail/test_mail_in.py::test_killed_anywhere_nothing_is_lost_and_nothing_comes_twice",),
    ),
    (
        "P11",
        "No machine's mail is answered",
        ("tests/mail/test_mail_in.py::test_machines_ourselves_and_strangers_are_not_answered",),
    ),
    (
        "P12",
        "Publishing is all or nothing",
        (
            "tests/store/test_archive.py::test_a_failing_write_leaves_the_old_file_and_no_stray",
            "tests/flow/test_publish.py",
        ),
    ),
)

POINTS: tuple[tuple[str, str], ...] = (
    ("K1", "a half-written file lies in the inbox"),
    ("K2", "a settled file was read, not yet claimed"),
    ("K3", "the copy for the archive is written, not synced"),
    ("K4", "the copy is synced, not yet in its place"),
    ("K5", "archived, not yet recorded"),
    ("K6", "recorded, not yet removed from the inbox"),
    ("K7", "saved over by a newer version right after it was recorded"),
    ("K8", "a child is about to parse"),
    ("K9", "examined and recorded, no receipt yet"),
    ("K10", "the receipt is written, not yet in its place"),
    ("K11", "the receipt is out, not yet recorded"),
    ("K12", "a mail is archived and recorded, the server not told"),
    ("K13", "the server has taken an answer, that is not recorded (one duplicate at most, of the same Message-ID)"),
    ("K14", "the county workbook is written, not yet in its place"),
    ("K15", "the county workbook is out, not yet recorded"),
    ("K16", "the register's backup is written, not yet in its place"),
    ("K17", "from some call on the disk is full, and stays so until the next start"),
    ("K18", "killed, and the clock jumps before the next start: an hour back, a day ahead, to 1970"),
    ("K19", "a second program is started on the same folder (refused, exit status 2); the first is killed"),
)
