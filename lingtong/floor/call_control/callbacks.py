"""Calling back: the agent first or the customer first, and nobody twice."""

from lingtong.floor.agents.model import Cue as SeatCue
from lingtong.floor.call_control import outside
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.dialing import start_tone, stop_tone
from lingtong.floor.call_control.endings import end
from lingtong.floor.call_control.errors import CallbackNotNow, NoTrunk, RuleForbids
from lingtong.floor.call_control.model import Cue, Interaction, Offer, Stage
from lingtong.floor.call_control.offers import close_offer, make_offer, reserve, ring, withdraw_offers
from lingtong.floor.callbacks.model import Callback, State
from lingtong.floor.callbacks.model import Cue as PromiseCue
from lingtong.floor.live import commands as asked
from lingtong.floor.routing.model import Match, Waiting
from lingtong.interactions.events import InteractionArrived, InteractionQueued
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import Originate
from lingtong.switch.numbers import DialRight, dialed_at_home

RESERVED_LONGER = 15.0  # seconds, so that the customer's phone and not the offer decides
NOT_ALLOWED_AGAIN = 900.0  # seconds: a rule may hold for some hours only
FIRST = 100  # priority of a call that somebody wants made now


# --- asked by people


def ask(board: Board, command: asked.AskCallback) -> str:
    """A supervisor or an agent promises a call; gives its id."""
    queue = board.center.queues.get(command.queue_id)
    if queue is None or queue.tenant_id != command.tenant_id:
        raise CallbackNotNow("This queue does not exist any more.")
    agent = board.center.agents.get(command.agent_id)
    right = agent.dial_right if agent is not None else DialRight.NATIONAL
    of = board.interactions.get(command.interaction_id)
    known = of.number if of is not None and of.tenant_id == command.tenant_id else ""
    number = board.promises.callable(command.tenant_id, command.number or known, right)
    outside.way(board, command.tenant_id, number, "callback", command.agent_id, queue.id)
    tenant = board.center.tenants.get(command.tenant_id)
    callback = board.promises.ask(
        tenant_id=command.tenant_id,
        queue_id=queue.id,
        number=number,
        origin="agent",
        due=command.due,
        asked_by=command.agent_id,
        callback_of=command.interaction_id,
        why=command.why[:200],
        language=tenant.language if tenant else "zh",
    )
    return callback.id


def cancel(board: Board, command: asked.CancelCallback) -> None:
    callback = board.promises.get(command.callback_id, command.tenant_id)
    it = board.interactions.get(callback.interaction_id)
    if it is not None and it.customer.leg_id:
        raise CallbackNotNow("The customer's phone rings already. End the call instead.")
    board.promises.finish(callback, PromiseCue.CANCELLED, "cancelled", command.agent_id)
    if it is not None:
        end(board, it, "center")


def call_now(board: Board, command: asked.CallbackNow) -> None:
    """First in line, whatever time was set; in our hours, as all others."""
    callback = board.promises.get(command.callback_id, command.tenant_id)
    if callback.state is State.CALLING:
        raise CallbackNotNow("This customer is being called.")
    board.promises.hurry(callback, FIRST)


def come_due(board: Board, callback_id: str) -> None:
    callback = board.promises.open.get(callback_id)
    if callback is not None:
        board.promises.come_due(callback)


# --- its turn has come


def matched(board: Board, match: Match) -> tuple[str, ...]:
    """Agents are free for it. Gives those not needed: all, where nobody may call this customer now."""
    callback = board.promises.open[match.interaction_id]
    known = board.interactions.get(callback.interaction_id)
    if not _may_call(board, callback):
        if known is not None:
            end(board, known, "center")
        return match.agents
    queue, agents = board.center.queues[callback.queue_id], match.agents
    it = _interaction(board, callback)
    board.promises.take(callback, it.id)
    if queue.callback != "customer_first":
        for agent_id in agents:
            make_offer(board, it, agent_id, "callback", queue_id=queue.id, because=match.because)
        return ()
    seconds = outside.RING_OUTSIDE + RESERVED_LONGER
    reserve(board, it, agents[0], "callback", seconds, queue_id=queue.id, because=match.because)
    _call_customer(board, it, callback, agents[0])
    board.promises.leave(callback)
    return agents[1:]


def _may_call(board: Board, callback: Callback) -> bool:
    """Otherwise it leaves the line: until we open, until there is a trunk, or for ever."""
    promises, opens = board.promises, board.promises.opens(callback)
    if promises.is_never_called(callback):
        promises.finish(callback, PromiseCue.GIVEN_UP, "do_not_call")
        return False
    if opens is None or opens > board.now:
        promises.closed(callback)
        return False
    try:
        _way(board, callback)
    except NoTrunk:
        promises.not_reached(callback, "no_trunk")
        return False
    except RuleForbids:
        promises.delay(callback, "not_allowed", NOT_ALLOWED_AGAIN)
        return False
    return True


def _way(board: Board, callback: Callback) -> outside.Way:
    """By the rules for who has promised it."""
    return outside.way(
        board, callback.tenant_id, callback.number, "callback", callback.asked_by, callback.queue_id
    )


def _interaction(board: Board, callback: Callback) -> Interaction:
    """One contact for each call out; an offer that nobody took belongs to the same."""
    known = board.interactions.get(callback.interaction_id)
    if known is not None and known.stage is Stage.CALLBACK:
        return known
    it = Interaction(
        id=board.turn.ids.new(),
        tenant_id=callback.tenant_id,
        direction="out",
        number=callback.number,
        dnis=callback.number,
        stage=Stage.CALLBACK,
        arrived_at=board.now,
        language=callback.language,
        customer=Leg(leg_id="", role="customer", number=callback.number, since=board.now),
        attached=dict(callback.attached),
        menu_path=list(callback.menu_path),
        last_queue=callback.queue_id,
        first_at=callback.first_at,
        callback_id=callback.id,
        callback_of=callback.callback_of,
    )
    board.interactions[it.id] = it
    board.announce(
        InteractionArrived,
        it,
        direction="out",
        ani=callback.number,
        dnis=callback.number,
        language=callback.language,
        queue_id=callback.queue_id,
        callback_of=callback.callback_of,
    )
    return it


def offer_failed(board: Board, it: Interaction) -> None:
    """No agent took it: back to its place. A customer whose phone rings already is not left alone."""
    callback = board.promises.open.get(it.callback_id)
    if callback is None:
        return end(board, it, "center")
    if not it.customer.leg_id and callback.state is State.CALLING:
        board.promises.give_back(callback)


def _call_customer(board: Board, it: Interaction, callback: Callback, agent_id: str) -> None:
    leg = it.customer
    found = _way(board, callback)
    tenant = board.center.tenants.get(it.tenant_id)
    leg.leg_id = board.turn.ids.new()
    board.by_leg[leg.leg_id] = it.id
    board.promises.started(callback, it.id, agent_id)
    board.turn.send(
        Originate(
            leg_id=leg.leg_id,
            endpoint=f"number:{dialed_at_home(leg.number, tenant.region if tenant else 'CN')}",
            ring_for=outside.RING_OUTSIDE,
            caller_number=found.caller_number,
            trunks=found.trunks,
            variables={"interaction": it.id},
        )
    )
    board.touch(it)


# --- the agent first


def agent_answered(board: Board, it: Interaction, leg: Leg) -> None:
    """The agent listens to the ring tone while the customer is called."""
    callback = board.promises.open.get(it.callback_id)
    board.move(it, Cue.CALLING)
    it.owner = leg.agent_id
    if callback is None or not _may_call(board, callback):
        board.turn.say(leg.agent_id, "callback.not_now", interaction_id=it.id)
        _let_go(board, it, leg.agent_id)
        return end(board, it, "center")
    board.promises.leave(callback)
    start_tone(board, it, leg)
    _call_customer(board, it, callback, leg.agent_id)


# --- the customer first


def customer_answered(board: Board, it: Interaction) -> None:
    """A word of who calls; the kept agent's phone rings. From here on the customer stands in the line."""
    it.customer.take(LegCue.ANSWERED, board.now)
    callback, offer = board.promises.open.get(it.callback_id), it.offer
    queue = board.center.queues.get(it.last_queue)
    board.move(it, Cue.QUEUED)
    it.waiting = Waiting(
        interaction_id=it.id,
        queue_id=it.last_queue,
        priority=(queue.priority if queue else 0) + (callback.priority if callback else 0),
        first_at=it.first_at or board.now,
        queued_at=board.now,
        number=board.acd.next_number(),
        reserved=offer is not None,
    )
    board.acd.add(it.waiting)
    board.turn.changed("queue", it.last_queue)
    board.announce(InteractionQueued, it, queue_id=it.last_queue, priority=it.waiting.priority)
    it.announce_id = board.play(it, ("prompt:callback_hello",))
    if offer is not None:
        _ring_kept(board, it, offer, queue.ring_for if queue else offer_seconds(offer))


def offer_seconds(offer: Offer) -> float:
    return max((offer.until - offer.made_at).total_seconds() - outside.RING_OUTSIDE, RESERVED_LONGER)


def _ring_kept(board: Board, it: Interaction, offer: Offer, ring_for: float) -> None:
    offer.kind = "queue"
    offer.until = board.turn.after(ring_for, "offer", it.id, offer.leg_id)
    board.seats.get(offer.agent_id).until = offer.until
    board.turn.changed("seat", offer.agent_id)
    ring(board, it, offer, ring_for)


# --- the customer was not reached


def not_reached(board: Board, it: Interaction, cause: str) -> None:
    """The agent is as free as before: nothing to write, no place lost among those who wait for work."""
    if it.stage is Stage.DIALING:
        stop_tone(board, it)
        board.turn.say(it.owner, "callback.not_reached", cause=cause, interaction_id=it.id)
        _let_go(board, it, it.owner)
    withdraw_offers(board, it)
    end(board, it, "network", cause)


def ran_out(board: Board, it: Interaction, offer: Offer) -> bool:
    """The time of a kept agent, whose phone does not ring: no miss. True where it was one."""
    if offer.kind != "callback" or not it.customer.leg_id:
        return False
    close_offer(board, it, offer, "withdrawn", cause="normal")
    return True


def _let_go(board: Board, it: Interaction, agent_id: str) -> None:
    leg, wrap = it.leg_of(agent_id), it.wrap_ups.get(agent_id)
    if leg is None or (wrap is not None and (wrap.notes or wrap.disposition_id)):
        return  # who has written something finishes it
    board.clear_leg(it, leg)
    seat = board.seats.get(agent_id)
    idle_since = seat.idle_since
    it.wrap_ups.pop(agent_id, None)
    it.owner = ""
    board.engage(agent_id, SeatCue.RELEASED, it, cause="offer")
    seat.idle_since = idle_since
