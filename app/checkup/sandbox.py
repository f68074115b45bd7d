"""How well the decoder is held in on this machine: a real one is started and asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from app.checkup.finding import Finding, Standing
from app.domain.errors import Circumstance


def check_sandbox() -> Iterator[Finding]:
    """One finding. Not being held in is no trouble where the system has no means for it, but it is said."""
    from video.host import DecoderWorker  # noqa: PLC0415  the doctor must start where this cannot be imported

    worker = DecoderWorker()
    try:
        worker.start()
        report = worker.sandbox
    except (Circumstance, OSError):
        yield Finding("sandbox", Standing.TROUBLE, "sandbox.no_decoder")
        return
    finally:
        worker.close()
    facts = {"landlock_abi": report.landlock_abi, "seccomp": report.seccomp}
    if report.landlock_abi and report.seccomp:
        yield Finding("sandbox", Standing.GOOD, "sandbox.full", facts)
    elif sys.platform != "linux":
        yield Finding("sandbox", Standing.NOTE, "sandbox.other_system", facts)
    else:
        lacking = "Landlock" if report.seccomp else "seccomp" if report.landlock_abi else "Landlock, seccomp"
        yield Finding("sandbox", Standing.NOTE, "sandbox.partly", {**facts, "lacking": lacking})
