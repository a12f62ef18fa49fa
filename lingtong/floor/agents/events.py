from lingtong.foundation.journal.facts import Fact


class AgentFact(Fact, frozen=True, kw_only=True):
    agent_id: str


class AgentLoggedIn(AgentFact, frozen=True, kw_only=True, tag="agent.logged_in"):
    endpoint: str


class AgentLoggedOut(AgentFact, frozen=True, kw_only=True, tag="agent.logged_out"):
    cause: str


class AgentStateChanged(AgentFact, frozen=True, kw_only=True, tag="agent.state_changed"):
    """`before` lasted `lasted` seconds.

    `cause`: own, next, missed, declined, unreachable, forced, granted, limit, log_in, offer. `by`: the
    agent who had it so where that is another, with the reason given in `why`.
    """

    state: str
    before: str
    lasted: float
    reason_id: str = ""
    reason_before: str = ""
    cause: str = "own"
    interaction_id: str = ""
    by: str = ""
    why: str = ""


class NextStateChosen(AgentFact, frozen=True, kw_only=True, tag="agent.next_state_chosen"):
    """The slot after this change; empty when the choice was cleared."""

    ready: bool | None
    reason_id: str = ""
    log_out: bool = False
    by: str = ""
    why: str = ""


class PhoneReachabilityChanged(AgentFact, frozen=True, kw_only=True, tag="agent.phone_reachability_changed"):
    reachable: bool


class PhoneChosen(AgentFact, frozen=True, kw_only=True, tag="agent.phone_chosen"):
    """The agent sits at this desk phone from now on; empty: at the own phone again."""

    endpoint: str


class DeskLogInRefused(AgentFact, frozen=True, kw_only=True, tag="agent.desk_log_in_refused"):
    """Somebody tried to sign in at a desk phone. `agent_id` is empty where no agent has the number.

    `cause`: unknown, pin, taken, busy, locked_out.
    """

    endpoint: str
    cause: str


class ReasonOverrun(AgentFact, frozen=True, kw_only=True, tag="agent.reason_overrun"):
    """The limit of a not-ready reason has passed, in seconds."""

    reason_id: str
    limit: float


class ApprovalAsked(AgentFact, frozen=True, kw_only=True, tag="agent.approval_asked"):
    reason_id: str


class ApprovalEnded(AgentFact, frozen=True, kw_only=True, tag="agent.approval_ended"):
    """`outcome`: granted, refused, withdrawn, expired. `waited` in seconds."""

    reason_id: str
    outcome: str
    waited: float
    by: str = ""
    why: str = ""


class SeatLocked(AgentFact, frozen=True, kw_only=True, tag="agent.locked"):
    """Locked, or with `on` false unlocked, by an agent."""

    on: bool
    by: str
    why: str = ""


class HelpRequested(AgentFact, frozen=True, kw_only=True, tag="agent.help_requested"):
    interaction_id: str = ""
    text: str = ""


class HelpEnded(AgentFact, frozen=True, kw_only=True, tag="agent.help_ended"):
    """`cause`: withdrawn, watched, seen, logged_out. `waited` in seconds."""

    cause: str
    waited: float
    by: str = ""


AnyAgentFact = (
    AgentLoggedIn
    | AgentLoggedOut
    | AgentStateChanged
    | NextStateChosen
    | PhoneReachabilityChanged
    | PhoneChosen
    | DeskLogInRefused
    | ReasonOverrun
    | ApprovalAsked
    | ApprovalEnded
    | SeatLocked
    | HelpRequested
    | HelpEnded
)
