"""Stop acts at once, also on what has not had its turn yet."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject

from app.domain.errors import ErrorCode, SamspillError
from app.ports import CancelToken, Progress
from tests.ui.films import wait_for
from ui.jobs import Jobs
from ui.widgets.long_job import LongJob


def test_what_waits_behind_another_job_is_stopped_at_once_and_never_done(jobs: Jobs) -> None:
    """A sending that goes by itself may take minutes where the network is slow."""
    other, done, failed = threading.Event(), list[str](), list[SamspillError]()
    context, job = QObject(), LongJob(jobs)

    def work(_progress: Progress, _cancel: CancelToken) -> None:
        done.append("sent")

    jobs.far(context, lambda: other.wait(20))
    try:
        job.start("", work, lambda _none: done.append("told"), failed.append, far=True)
        job.stop_button.click()
        assert [error.code for error in failed] == [ErrorCode.CANCELLED]
        assert not job.is_running() and job.isHidden()
    finally:
        other.set()
    after = list[int]()
    jobs.far(context, lambda: 1, after.append)
    wait_for(lambda: after == [1])
    assert done == []


def test_what_runs_ends_itself_once_it_hears(jobs: Jobs) -> None:
    began, heard, ended = threading.Event(), threading.Event(), list[str]()
    job = LongJob(jobs)

    def work(_progress: Progress, cancel: CancelToken) -> str:
        began.set()
        while not cancel.cancelled():
            heard.wait(0.005)
        return "half done"

    job.start("", work, ended.append, lambda _error: ended.append("failed"))
    wait_for(began.is_set)
    job.stop_button.click()
    assert job.is_running()
    wait_for(lambda: ended == ["half done"])
    assert not job.is_running()
