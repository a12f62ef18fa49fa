"""What an agent may do with an interaction now. The desk's buttons and the refusals ask this one place."""

from lingtong.floor.call_control.model import Interaction, Stage
from lingtong.floor.lists.model import listable
from lingtong.switch.numbers import names_a_customer

JUDGES = frozenset({"report_caller", "report_false", "take_back_false"})
ALWAYS = frozenset({"save_notes"})
TALKING = frozenset(
    {
        "report_caller",
        "hold",
        "mute",
        "consult",
        "blind_transfer",
        "park",
        "send_to_menu",
        "send_to_survey",
        "send_dtmf",
        "clear",
        "pause_recording",
        "wrap_up",
        "save_notes",
    }
)
IN_CONFERENCE = frozenset(
    {
        "report_caller",
        "mute",
        "clear",
        "leave",
        "send_dtmf",
        "pause_recording",
        "wrap_up",
        "save_notes",
        "drop_party",
        "mute_party",
    }
)


def allowed(it: Interaction, agent_id: str) -> frozenset[str]:
    """The `do` tags of the commands that are allowed to the agent."""
    can = _allowed(it, agent_id)
    if "report_caller" in can:
        can |= _judges(it, agent_id)
    return can if names_a_customer(it.number) else can - {"report_caller"}


def _judges(it: Interaction, agent_id: str) -> frozenset[str]:
    """Whether the call was false, where the entry point screens."""
    if it.screening is None or not listable(it.number):
        return frozenset()
    if not it.screening.judged_by:
        return frozenset({"report_false"})
    return frozenset({"take_back_false"} if it.screening.judged_by == agent_id else ())


def _allowed(it: Interaction, agent_id: str) -> frozenset[str]:
    if it.stage is Stage.CALLBACK and it.customer.leg_id:
        return frozenset()  # kept while the customer's phone rings
    if it.offer_to(agent_id) is not None:
        return frozenset({"answer", "decline"})
    wrap = it.wrap_ups.get(agent_id)
    if wrap is not None and wrap.state == "after_call_work":
        return frozenset({"wrap_up", "save_notes", "extend_wrap_up", "report_caller"})
    if it.stage is Stage.LINK_LOST and agent_id == it.owner:
        return ALWAYS | {"wrap_up"}
    leg = it.leg_of(agent_id) or (it.customer if _is_called(it, agent_id) else None)
    if leg is None:
        return ALWAYS if wrap is not None else frozenset()
    if it.stage is Stage.DIALING:
        return frozenset({"clear", "mute"} | (ALWAYS if wrap is not None else frozenset()))
    return _owner(it, leg.held_at is not None) | _by_hand(it) if agent_id == it.owner else _guest(it)


def _by_hand(it: Interaction) -> frozenset[str]:
    """The recording, where its rule leaves that to the agent."""
    talks = it.stage is Stage.TALKING and it.visit is None
    return frozenset({"record"}) if it.record_by == "agent" and talks else frozenset()


def _is_called(it: Interaction, agent_id: str) -> bool:
    """The colleague at the other end of an internal call, from the first ring on."""
    return it.customer.agent_id == agent_id and bool(it.customer.leg_id)


def _guest(it: Interaction) -> frozenset[str]:
    """A consulted agent, or one side of a conference or of an internal call."""
    if it.stage in (Stage.MESSAGE, Stage.CLOSING):
        return frozenset({"clear"})  # leaves a message for a colleague
    if it.direction == "internal":
        return frozenset({"mute", "clear", "send_dtmf"})
    can = frozenset({"mute", "clear", "send_dtmf", "save_notes", "pause_recording"})
    return can | {"leave"} if it.conference else can


def _owner(it: Interaction, held: bool) -> frozenset[str]:
    if it.direction == "internal":
        return frozenset({"mute", "clear", "retrieve" if held else "hold"})
    if it.visit is not None:
        return frozenset({"take_back", "clear", "wrap_up", "save_notes"})
    if it.conference:
        return _of_conference(it, held)
    if it.consult is not None:
        can = frozenset(
            {"end_consult", "mute", "clear", "wrap_up", "save_notes", "pause_recording", "report_caller"}
        )
        if it.consult.state == "talking":
            return can | {"complete_transfer", "conference", "swap", "send_dtmf"}
        return can | {"complete_transfer"}
    if held:
        return TALKING - {"hold", "send_dtmf"} | {"retrieve"}
    return TALKING


def _of_conference(it: Interaction, held: bool) -> frozenset[str]:
    can = IN_CONFERENCE
    if it.consult is None:
        return can | {"consult", "retrieve" if held else "hold"}
    if it.consult.state == "talking":
        return can | {"end_consult", "conference", "swap"}
    return can | {"end_consult"}
