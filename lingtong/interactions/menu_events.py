"""Facts of a caller's way through flows. Durations are in seconds."""

from typing import Literal

from lingtong.interactions.fact import InteractionFact


class NodeEntered(InteractionFact, frozen=True, kw_only=True, tag="ivr.node_entered"):
    """Here the caller stands now. `visit` numbers the nodes entered in this interaction."""

    flow_id: str
    version: int
    node: str
    visit: int = 0


class NodeLeft(InteractionFact, frozen=True, kw_only=True, tag="ivr.node_left"):
    """Left by `exit`, with the key that led there, after `seconds`.

    `passed`: (flow, node, exit) of those gone through without a stop before the next one, in their order.
    """

    flow_id: str
    version: int
    node: str
    exit: str
    key: str = ""
    seconds: float = 0.0
    passed: tuple[tuple[str, str, str], ...] = ()


class MenuChosen(InteractionFact, frozen=True, kw_only=True, tag="ivr.menu_chosen"):
    node: str
    key: str
    label: str = ""


class SentToMenu(InteractionFact, frozen=True, kw_only=True, tag="call.sent_to_menu"):
    agent_id: str
    flow_id: str
    node: str


class CameFromMenu(InteractionFact, frozen=True, kw_only=True, tag="call.came_from_menu"):
    """Done: the flow had ended. Ended: the call did. Link lost: the agent's phone was gone."""

    agent_id: str
    how: Literal["done", "taken_back", "link_lost", "ended"]
    lasted: float
