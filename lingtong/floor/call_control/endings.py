"""How an interaction ends, and the wrap-up that follows."""

from typing import Literal

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.agents.model import Engagement
from lingtong.floor.call_control import air, asked, leaving, slots, visits, watching
from lingtong.floor.call_control.aftermath import after
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.errors import DispositionUnknown, TextTooLong
from lingtong.floor.call_control.lines import CLOCKS, leave_queue, stop_announcement
from lingtong.floor.call_control.model import Cue, Interaction, Signed, Stage, WrapUp
from lingtong.floor.call_control.offers import withdraw_offers
from lingtong.floor.call_control.recordings import end_recording
from lingtong.floor.ivr.graph import SCREENED_OUT
from lingtong.interactions.events import (
    ConsultEnded,
    InteractionEnded,
    NotesSaved,
    Why,
    WrapUpFinished,
    WrapUpStarted,
    WrapUpUnfinished,
)
from lingtong.switch.calls import LegState
from lingtong.switch.commands import CloseBridge

ClearingParty = Literal["customer", "agent", "center", "network", "unknown"]
DEFAULT_AFTER_CALL_WORK = 45.0  # seconds, where no queue says otherwise
LAST_WORD_SECONDS = 20.0  # a caller who is being dismissed is cleared by then in any case
MOST_TEXT = 10_000
TIMERS = (  # of an interaction
    "silence",
    *CLOCKS,
    "callback_key",
    "closing",
    "link",
    "outside",
    "relink",
    "prelude",
    "errand",
    "moment",
    "fax",
    "listening",
    "message",
    "survey",
)
NO_ROOM = "lines_full"  # the last word to those for whom the switch has no room


def dismiss(board: Board, it: Interaction, prompt: str) -> None:
    """A last word, then the end. Nobody is released without one."""
    leave_queue(board, it, "released")
    stop_announcement(board, it)
    board.move(it, Cue.DISMISSED)
    board.music(it, it.customer, on=False)
    board.leave(it, it.customer)
    it.last_word = prompt
    say_last_word(board, it)


def say_last_word(board: Board, it: Interaction) -> None:
    if not it.last_word:
        return  # a fax is on the line
    board.stop_play(it.closing_id)
    it.closing_id = board.play(it, (f"prompt:{it.last_word}",))
    board.turn.after(LAST_WORD_SECONDS, "closing", it.id)


def end(board: Board, it: Interaction, party: ClearingParty, cause: str = "normal", result: str = "") -> None:
    """No customer any more: clear what is left, start the wrap-ups, close the record."""
    if it.stage is Stage.ENDED:
        return
    stage, waiting = it.stage, it.waiting
    leave_queue(board, it, "abandoned" if party in ("customer", "unknown") else "failed")
    withdraw_offers(board, it)
    watching.stop_all(board, it, "cleared")
    _step_back(board, it)
    _close_consultation(board, it)
    end_recording(board, it, complete=result != "lost")
    leaving.gone(board, it)
    asked.gone(board, it)
    _clear_everybody(board, it)
    if it.bridge_open:
        board.turn.send(CloseBridge(bridge_id=it.bridge_id))
        it.bridge_open = False
    board.move(it, Cue.ENDED)
    it.ended_at, it.owner, it.conference = board.now, "", False
    _forget(board, it)
    lasted = (board.now - it.arrived_at).total_seconds()
    board.announce(
        InteractionEnded,
        it,
        result=result or _result(it, stage),
        cause=cause,
        clearing_party=party,
        lasted=lasted,
    )
    board.turned_away.discard(it.id)
    needless = board.interactions.get(after(board, it, waiting, party, cause, lost=result == "lost"))
    if needless is not None:
        end(board, needless, "center")


def release_agents(board: Board, it: Interaction) -> None:
    """The talk is over for all but the customer, who goes on without them."""
    watching.stop_all(board, it, "cleared")
    _step_back(board, it)
    end_recording(board, it)
    board.leave(it, it.customer)
    for leg in list(it.legs.values()):
        agent_id = leg.agent_id
        board.clear_leg(it, leg)
        if agent_id:
            free_agent(board, it, agent_id)
    board.left(it, it.customer)
    if it.bridge_open:
        board.turn.send(CloseBridge(bridge_id=it.bridge_id))
        it.bridge_open = it.pair = False
    it.owner = ""


def _step_back(board: Board, it: Interaction) -> None:
    """Out of the slot, the menu, or the words before the talk."""
    air.over(board, it)
    slots.unpark(board, it, "ended")
    visits.over(board, it, "ended")
    prelude, it.prelude = it.prelude, None
    if prelude is not None:
        board.stop_play(prelude.play_id)
        board.stop_play(prelude.echo_id)


def _close_consultation(board: Board, it: Interaction) -> None:
    consult, it.consult = it.consult, None
    if consult is None:
        return
    board.turn.send(CloseBridge(bridge_id=it.consult_bridge_id))
    board.announce(ConsultEnded, it, agent_id=consult.agent_id, outcome="failed", cause="ended")


def _clear_everybody(board: Board, it: Interaction) -> None:
    for leg in list(it.legs.values()):
        agent_id = leg.agent_id
        board.clear_leg(it, leg)
        if agent_id:
            free_agent(board, it, agent_id)
    _clear_customer(board, it)
    if it.owner:
        free_agent(board, it, it.owner)


def _clear_customer(board: Board, it: Interaction) -> None:
    customer = it.customer
    if customer.state is not LegState.NULL and customer.leg_id:
        board.send_away(customer)
        customer.state = LegState.NULL
    board.by_leg.pop(customer.leg_id, None)
    if customer.agent_id:
        free_agent(board, it, customer.agent_id)


def _result(it: Interaction, stage: Stage) -> str:
    if it.was_handled:
        return "handled"
    if it.promised or it.left_message:
        return "callback" if it.promised else "message"
    if it.blocked or it.last_word == NO_ROOM:
        return "blocked" if it.blocked else "refused"
    if stage in (Stage.DIALING, Stage.CALLBACK):
        return "unanswered"
    if stage in (Stage.QUEUED, Stage.DIRECT):
        return "abandoned"
    if stage is Stage.CLOSING:
        return "screened" if it.last_word == SCREENED_OUT else "released"
    return "abandoned_in_menu"


def _forget(board: Board, it: Interaction) -> None:
    """Timers and plays of an interaction that is over."""
    for name in TIMERS:
        board.turn.timers.drop((name, it.id))
    for play_id in (it.closing_id, it.announce_id, it.position.play_id if it.position else ""):
        board.by_play.pop(play_id, None)
    it.position = None
    board.keys.pop(it.id, None)


def free_agent(board: Board, it: Interaction, agent_id: str) -> None:
    """The agent's part in the talk is over: after-call work, or free where there is nothing to write."""
    seat = board.seats.get(agent_id)
    if seat.interaction_id != it.id or seat.engagement is not Engagement.TALKING:
        return
    if it.direction == "internal":
        board.engage(agent_id, SeatCue.RELEASED, it, cause="own")
        it.wrap_ups.pop(agent_id, None)
        return
    wrap = it.wrap_ups.setdefault(agent_id, WrapUp(agent_id=agent_id, queue_id=it.last_queue))
    if wrap.finished:
        _close(board, it, wrap, "done")
        board.engage(agent_id, SeatCue.CLEARED, it)
        board.engage(agent_id, SeatCue.WRAPPED_UP, it, cause="own")
        return
    queue = board.center.queues.get(wrap.queue_id)
    seconds = queue.after_call_work if queue else DEFAULT_AFTER_CALL_WORK
    wrap.state, wrap.started = "after_call_work", board.now
    wrap.until = board.turn.after(seconds, "after_call_work", it.id, agent_id)
    board.seats.engage(agent_id, SeatCue.CLEARED, it.id, wrap.until)
    board.announce(WrapUpStarted, it, agent_id=agent_id, queue_id=wrap.queue_id)


def open_wrap_up(
    board: Board, it: Interaction, agent_id: str, queue_id: str, because: tuple[Why, ...] = ()
) -> None:
    """Who gets the same interaction again goes on with what was written the first time."""
    before = it.wrap_ups.get(agent_id)
    wrap = WrapUp(agent_id=agent_id, queue_id=queue_id, opened=board.now, because=because)
    if before is not None:
        wrap.notes, wrap.disposition_id = before.notes, before.disposition_id
        wrap.revision = before.revision
    it.wrap_ups[agent_id] = wrap


def save_notes(
    board: Board, it: Interaction, agent_id: str, notes: str, disposition_id: str, revision: int
) -> None:
    """Keeps what was typed; an older revision than the one kept is late and changes nothing."""
    _check(board, it, notes, disposition_id)
    wrap = it.wrap_ups.setdefault(agent_id, WrapUp(agent_id=agent_id, queue_id=it.last_queue))
    if revision <= wrap.revision:
        return
    wrap.notes, wrap.disposition_id, wrap.revision = notes, disposition_id, revision
    board.announce(
        NotesSaved, it, agent_id=agent_id, notes=notes, disposition_id=disposition_id, revision=revision
    )


def wrap_up(board: Board, it: Interaction, agent_id: str, disposition_id: str, notes: str) -> None:
    """Finish now, or, while the talk goes on, as soon as it ends."""
    _check(board, it, notes, disposition_id)
    if not disposition_id:
        raise DispositionUnknown("Choose what came of the call first.")
    wrap = it.wrap_ups.setdefault(agent_id, WrapUp(agent_id=agent_id, queue_id=it.last_queue))
    wrap.disposition_id, wrap.notes, wrap.finished = disposition_id, notes or wrap.notes, True
    board.touch(it)
    if wrap.state == "after_call_work":
        _close(board, it, wrap, "done")
        board.engage(agent_id, SeatCue.WRAPPED_UP, it, cause="own")


def extend(board: Board, it: Interaction, agent_id: str) -> None:
    wrap = it.wrap_ups[agent_id]
    queue = board.center.queues.get(wrap.queue_id)
    left = max((wrap.until - board.now).total_seconds(), 0.0) if wrap.until else 0.0
    wrap.until = board.turn.after(
        left + (queue.extend_by if queue else 30.0), "after_call_work", it.id, agent_id
    )
    board.seats.get(agent_id).until = wrap.until
    board.turn.changed("seat", agent_id)
    board.touch(it)


def run_out(board: Board, it: Interaction, agent_id: str, cause: str) -> None:
    """The time is up, or the agent went on to something else: file what there is, invent nothing."""
    wrap = it.wrap_ups.get(agent_id)
    if wrap is None or wrap.state != "after_call_work":
        return
    _close(board, it, wrap, "done" if wrap.finished else "unfinished")
    board.engage(agent_id, SeatCue.WRAPPED_UP, it, cause=cause)
    if not wrap.finished:
        board.turn.say(agent_id, "wrap_up.unfinished", interaction_id=it.id)


def _close(board: Board, it: Interaction, wrap: WrapUp, state: Literal["done", "unfinished"]) -> None:
    seconds = (board.now - wrap.started).total_seconds() if wrap.started else 0.0
    if wrap.opened is not None:
        board.paces.took(wrap.queue_id, (board.now - wrap.opened).total_seconds())
        board.turn.changed("pace", wrap.queue_id)
    wrap.state, wrap.until = state, None
    board.turn.timers.drop(("after_call_work", it.id, wrap.agent_id))
    sign(board, it, wrap)
    board.announce(
        WrapUpFinished if state == "done" else WrapUpUnfinished,
        it,
        agent_id=wrap.agent_id,
        queue_id=wrap.queue_id,
        disposition_id=wrap.disposition_id,
        notes=wrap.notes,
        after_call_work=seconds,
    )


def sign(board: Board, it: Interaction, wrap: WrapUp) -> None:
    """The next agent sees what was written so far, with its writer."""
    if wrap.notes or wrap.disposition_id:
        block = Signed(
            agent_id=wrap.agent_id,
            name=board.name_of(wrap.agent_id),
            at=board.now,
            text=wrap.notes,
            disposition_id=wrap.disposition_id,
        )
        it.earlier = [*(old for old in it.earlier if old.agent_id != wrap.agent_id), block]


def _check(board: Board, it: Interaction, notes: str, disposition_id: str) -> None:
    if len(notes) > MOST_TEXT:
        raise TextTooLong("The notes are too long; keep them under 10,000 characters.", most=MOST_TEXT)
    disposition = board.center.dispositions.get(disposition_id)
    if disposition_id and (disposition is None or disposition.tenant_id != it.tenant_id):
        raise DispositionUnknown("This outcome does not exist any more. Choose another.")
