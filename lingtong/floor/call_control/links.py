"""The agent's phone: kept connected between calls, lost in a call, and found again."""

from lingtong.floor.agents.model import Engagement
from lingtong.floor.call_control import conferences, phones, preludes, queueing, transfers, visits, watching
from lingtong.floor.call_control.answers import offer_failed
from lingtong.floor.call_control.board import Board
from lingtong.floor.call_control.endings import dismiss, end, free_agent, run_out
from lingtong.floor.call_control.model import Cue, Interaction, Stage
from lingtong.interactions.events import LinkLost, LinkRestored
from lingtong.switch.calls import Leg, LegCue
from lingtong.switch.commands import ClearLeg, MuteLeg, Originate

LINK_SECONDS = 60.0  # how long the customer waits with music for the agent's phone to come back
RELINK_SECONDS = 2.0  # between tries to reach a phone that says it is there
GRACE_SECONDS = 3.0  # after a restart browser phones register again; their calls have gone on meanwhile
RELINK_RING = 15.0
NAIL_RETRY = 5.0


def nail_up(board: Board, agent_id: str) -> None:
    """Call the phone of an agent who keeps it off the hook between contacts."""
    seat, config = board.seats.get(agent_id), board.seats.find(agent_id)
    if config is None or not config.persistent_leg or not seat.logged_in or seat.nailed_leg:
        return
    if not board.seats.phone_reachable(agent_id):
        return
    board.seats.nail(agent_id, board.turn.ids.new())
    board.turn.send(
        Originate(
            leg_id=seat.nailed_leg,
            endpoint=f"phone:{config.endpoint}",
            ring_for=RELINK_RING,
            caller_name="Lingtong",
            variables={"nailed": agent_id},
            headers={"X-Lingtong-Nailed": "yes"},
            auto_answer=True,
        )
    )


def let_down(board: Board, agent_id: str) -> None:
    seat = board.seats.get(agent_id)
    if seat.nailed_leg:
        board.turn.send(ClearLeg(leg_id=seat.nailed_leg))
        board.seats.nail(agent_id, "")


def retire(board: Board, agent_id: str) -> None:
    """The agent was removed from the center: a talk goes on to its end, everything else ends now."""
    seat = board.seats.get(agent_id)
    it = board.interactions.get(seat.interaction_id)
    offer = it.offer_to(agent_id) if it is not None else None
    if it is not None and offer is not None:
        offer_failed(board, it, offer, "withdrawn")
    elif it is not None and seat.engagement is Engagement.AFTER_CALL_WORK:
        run_out(board, it, agent_id, cause="removed")
    if it is not None and agent_id in it.watchers:
        watching.stop(board, it, it.watchers[agent_id], "removed")
    if seat.logged_in and seat.engagement is Engagement.FREE:
        board.log_out(agent_id, cause="removed")
        let_down(board, agent_id)


def nailed_connected(board: Board, agent_id: str) -> None:
    seat = board.seats.get(agent_id)
    seat.nailed_up = True
    board.turn.changed("seat", agent_id)
    for it in lost_by(board, agent_id):
        relink(board, it)


def nailed_cleared(board: Board, agent_id: str) -> None:
    """The phone hung up or vanished; whatever it was in goes the way of a lost link."""
    seat = board.seats.get(agent_id)
    leg_id = seat.nailed_leg
    board.seats.nail(agent_id, "")
    board.turn.after(NAIL_RETRY, "nail", agent_id)
    it = board.interactions.get(seat.interaction_id)
    if it is None:
        return
    leg, offer = it.legs.get(leg_id), it.offer_at(leg_id)
    if offer is not None:
        offer_failed(board, it, offer, "unreachable")
    elif leg is not None:
        lost(board, it, leg)
    elif it.customer.leg_id == leg_id:
        end(board, it, "agent", "unreachable")
    elif agent_id in it.watchers and it.watchers[agent_id].leg.leg_id == leg_id:
        watching.phone_lost(board, it, agent_id, gone=leg_id)


def phone_lost(board: Board, agent_id: str) -> None:
    """A browser phone is gone (reload, sleep, cable): the customer hears music, nothing is dropped."""
    seat, config = board.seats.get(agent_id), board.seats.find(agent_id)
    if config is None or config.phone != "browser":
        return
    nailed = seat.nailed_leg
    let_down(board, agent_id)
    it = board.interactions.get(seat.interaction_id)
    if it is None:
        return
    watching.phone_lost(board, it, agent_id, gone=nailed)
    offer = it.offer_to(agent_id)
    if offer is not None:
        return offer_failed(board, it, offer, "unreachable")
    leg = it.leg_of(agent_id)
    if leg is not None:
        lost(board, it, leg)
    elif it.customer.agent_id == agent_id and it.customer.leg_id:
        end(board, it, "agent", "unreachable")


def phone_still_lost(board: Board, agent_id: str) -> None:
    """The grace after a restart is over."""
    if not board.seats.phone_reachable(agent_id):
        phone_lost(board, agent_id)


def phone_found(board: Board, agent_id: str) -> None:
    nail_up(board, agent_id)
    for it in lost_by(board, agent_id):
        relink(board, it)


def lost_by(board: Board, agent_id: str) -> list[Interaction]:
    it = board.interactions.get(board.seats.get(agent_id).interaction_id)
    return [it] if it is not None and it.stage is Stage.LINK_LOST and it.owner == agent_id else []


def lost(board: Board, it: Interaction, leg: Leg) -> None:
    """The leg of one agent is gone without the agent's will."""
    held = leg.held_at is not None and it.consult is None and it.visit is None
    visits.come_back(board, it, "link_lost")
    if it.stage is Stage.LINK_LOST:
        board.clear_leg(it, leg, why="link lost")
        board.turn.after(RELINK_SECONDS, "relink", it.id)
    elif it.conference:
        conferences.leave(board, it, leg.agent_id)
    elif it.stage is not Stage.TALKING or it.direction == "internal":
        end(board, it, "agent", "unreachable")
    elif leg.agent_id != it.owner:
        _consultant_lost(board, it, leg)
    else:
        it.lost_held, it.lost_muted = held, leg.muted
        _owner_lost(board, it, leg)


def _owner_lost(board: Board, it: Interaction, leg: Leg) -> None:
    if it.consult is not None:
        transfers.end_consult(board, it)
    preludes.drop(board, it)
    board.leave(it, leg)
    board.clear_leg(it, leg, why="link lost")
    board.music(it, it.customer, on=True)
    board.move(it, Cue.LINK_LOST)
    it.link_lost_at = board.now
    board.turn.after(LINK_SECONDS, "link", it.id)
    board.announce(LinkLost, it, agent_id=leg.agent_id)
    relink(board, it)


def _consultant_lost(board: Board, it: Interaction, leg: Leg) -> None:
    transfers.drop_consultant(board, it, leg)
    transfers.consult_failed(board, it, "unreachable")


def relink(board: Board, it: Interaction) -> None:
    """Call the agent's phone again; it answers by itself and is in the same call."""
    if it.stage is not Stage.LINK_LOST:
        return
    agent_id = it.owner
    config, seat = board.seats.find(agent_id), board.seats.get(agent_id)
    if config is None or it.leg_of(agent_id) is not None or not board.seats.phone_reachable(agent_id):
        return
    if config.persistent_leg:
        if seat.nailed_up:
            leg = Leg(leg_id=seat.nailed_leg, role="agent", agent_id=agent_id, since=board.now)
            restored(board, it, board.add_leg(it, leg))
        return
    leg = board.add_leg(
        it,
        Leg(
            leg_id=board.turn.ids.new(),
            role="agent",
            agent_id=agent_id,
            number=config.agent_number,
            since=board.now,
        ),
    )
    phones.call(
        board,
        agent_id,
        Originate(
            leg_id=leg.leg_id,
            endpoint="",
            ring_for=RELINK_RING,
            caller_number=it.number,
            variables={"interaction": it.id, "agent": agent_id},
            headers={"X-Lingtong-Interaction": it.id, "X-Lingtong-Resume": "yes"},
            auto_answer=True,
        ),
    )


def restored(board: Board, it: Interaction, leg: Leg) -> None:
    """The agent is back as before: who has left the customer on hold does not speak to them unawares."""
    leg.take(LegCue.ANSWERED, board.now)
    lasted = (board.now - it.link_lost_at).total_seconds() if it.link_lost_at else 0.0
    it.link_lost_at = None
    board.turn.timers.drop(("link", it.id))
    board.turn.timers.drop(("relink", it.id))
    board.move(it, Cue.LINK_RESTORED)
    if it.lost_muted:
        leg.muted = True
        board.turn.send(MuteLeg(leg_id=leg.leg_id, on=True))
    if not it.lost_held:
        board.music(it, it.customer, on=False)
        board.join(it, it.bridge_id, it.customer, leg)
    board.joined(it, leg)
    board.announce(LinkRestored, it, agent_id=leg.agent_id, lasted=lasted)
    if it.lost_held:
        board.hold(it, leg)


def given_up(board: Board, it: Interaction) -> None:
    """Somebody else takes the call: the lost phone is not waited for any more."""
    board.turn.timers.drop(("link", it.id))
    board.turn.timers.drop(("relink", it.id))
    board.move(it, Cue.LINK_RESTORED)
    lasted = (board.now - it.link_lost_at).total_seconds() if it.link_lost_at else 0.0
    it.link_lost_at = None
    board.announce(LinkRestored, it, agent_id=it.owner, lasted=lasted)


def gave_up(board: Board, it: Interaction) -> None:
    """The agent did not come back in time: the customer goes to the front of the queue, with the notes."""
    if it.stage is not Stage.LINK_LOST:
        return
    agent_id = it.owner
    leg = it.leg_of(agent_id)
    if leg is not None:
        board.clear_leg(it, leg, why="link lost")
    transfers.sign_all(board, it)
    it.owner, it.link_lost_at = "", None
    free_agent(board, it, agent_id)
    if it.last_queue in board.center.queues:
        queueing.enter(board, it, it.last_queue)
    else:
        dismiss(board, it, "transfer_failed")
