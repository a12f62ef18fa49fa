"""Facts of callers who are asked for a key before they reach anybody."""

from typing import Literal

from lingtong.interactions.fact import InteractionFact


class ScreeningBegan(InteractionFact, frozen=True, kw_only=True, tag="screening.began"):
    """`why`: list (`list_id`), reported (by agents, `reports` times), all, flow (the flow itself asks)."""

    entry_point_id: str
    why: Literal["list", "reported", "all", "flow"]
    list_id: str = ""
    reports: int = 0


class ScreeningEnded(InteractionFact, frozen=True, kw_only=True, tag="screening.ended"):
    entry_point_id: str
    outcome: Literal["passed", "failed", "silent"]
