"""`samspill outbox` says what waits for the team base, with the exact bytes; `samspill send` sends it. The window's own use cases."""

from __future__ import annotations

from app.commands import Access, asked_to_stop, opened
from app.domain.errors import Circumstance, ErrorCode
from app.domain.outbox import KeptState
from app.ports import CancelToken
from app.terminal import Exit, Terminal
from app.usecases.outbox import OutboxView, look_at_outbox
from app.usecases.pacing import Pauses
from app.usecases.prepare_summaries import prepare_summaries
from app.usecases.release_summaries import Packed, pack
from app.usecases.send_now import Exchange, send_now
from ui.services import Session
from ui.texts import error_words, say


def run_outbox(terminal: Terminal, access: Access) -> Exit:
    """Make what is due, and say what waits. With `--json` the exact body of each request is there too. Sends nothing."""
    with opened(access) as session, asked_to_stop() as cancel:
        view, packs = _made_ready(terminal, session, cancel)
    member = view.membership
    facts = {
        "command": "outbox",
        "team": member.team if member else None,
        "counts": view.counts,
        "batches": [{"batch": one.batch, "items": len(one.items), "body": one.body.decode("ascii")} for one in packs],
    }
    words = [say("outbox.cli.team", team=member.team) if member else say("outbox.lead_no_team")]
    words += [say("outbox.cli.state", state=say(f"outbox.state.{state.value}"), count=view.counts[state]) for state in KeptState]
    words += [say("outbox.cli.batch", items=len(one.items), bytes=len(one.body)) for one in packs]
    terminal.result(facts, words)
    return Exit.DONE


def run_send(terminal: Terminal, access: Access) -> Exit:
    """Send all that waits, and fetch what the base has for this laptop. Ctrl+C stops: what is not acknowledged waits on. Raises
    NOT_IN_TEAM."""
    with opened(access) as session, asked_to_stop() as cancel:
        view, packs = _made_ready(terminal, session, cancel)
        if view.membership is None:
            raise Circumstance(ErrorCode.NOT_IN_TEAM)

        def progress(done: int, total: int) -> None:
            terminal.progress(say("outbox.cli.sending", done=done, total=total))

        exchange = send_now(session.store, session.clock, session.team.base, Pauses(cancel), packs, progress, cancel)
    terminal.result(_facts(exchange), _words(exchange))
    return _exit_of(exchange)


def _made_ready(terminal: Terminal, session: Session, cancel: CancelToken) -> tuple[OutboxView, tuple[Packed, ...]]:
    def progress(done: int, total: int) -> None:
        terminal.progress(say("outbox.preparing", done=done, total=total))

    prepare_summaries(session.store, session.clock, session.team.codec, progress, cancel)
    view = look_at_outbox(session.store)
    return view, pack(session.store, session.team.codec) if view.membership is not None else ()


def _facts(exchange: Exchange) -> dict[str, object]:
    came, trouble = exchange.released, exchange.released.trouble or exchange.trouble
    return {
        "command": "send",
        "sent": came.sent,
        "refused": came.quarantined,
        "changed": came.changed,
        "waiting": came.waiting,
        "restored": came.restored,
        "trouble": trouble.value if trouble else None,
        "documents_to_see": [kind.value for kind in exchange.arrived.waiting],
    }


def _words(exchange: Exchange) -> list[str]:
    came, trouble = exchange.released, exchange.released.trouble or exchange.trouble
    words = [say("outbox.cli.sent", sent=came.sent, refused=came.quarantined, waiting=came.waiting)]
    words += [say("outbox.came")] if exchange.arrived.waiting else []
    return words + list(error_words(Circumstance(trouble))) if trouble else words


def _exit_of(exchange: Exchange) -> Exit:
    came, trouble = exchange.released, exchange.released.trouble or exchange.trouble
    if trouble is ErrorCode.CANCELLED:
        return Exit.STOPPED
    if trouble is not None and not came.sent:
        return Exit.FAILED
    return Exit.PARTLY if trouble is not None or came.quarantined or came.changed or came.waiting else Exit.DONE
