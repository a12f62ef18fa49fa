from lingtong.foundation.journal.facts import Fact


class AgentFact(Fact, frozen=True, kw_only=True):
    agent_id: str


class AgentLoggedIn(AgentFact, frozen=True, kw_only=True, tag="agent.logged_in"):
    endpoint: str


class AgentLoggedOut(AgentFact, frozen=True, kw_only=True, tag="agent.logged_out"):
    cause: str


class AgentStateChanged(AgentFact, frozen=True, kw_only=True, tag="agent.state_changed"):
    """`before` lasted `lasted` seconds.

    `cause`: own, next, missed, declined, unreachable, forced, log_in, offer.
    """

    state: str
    before: str
    lasted: float
    reason_id: str = ""
    reason_before: str = ""
    cause: str = "own"
    interaction_id: str = ""


class NextStateChosen(AgentFact, frozen=True, kw_only=True, tag="agent.next_state_chosen"):
    """The slot after this change; empty when the choice was cleared."""

    ready: bool | None
    reason_id: str = ""


class PhoneReachabilityChanged(AgentFact, frozen=True, kw_only=True, tag="agent.phone_reachability_changed"):
    reachable: bool


AnyAgentFact = AgentLoggedIn | AgentLoggedOut | AgentStateChanged | NextStateChosen | PhoneReachabilityChanged
