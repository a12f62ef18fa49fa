"""What a flow may name, for the check of its nodes."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import msgspec

from lingtong.floor.ivr.node import Finding

if TYPE_CHECKING:
    from lingtong.floor.ivr.graph import Flow


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a flow may ask of a service or a source. `answers` is None where only it knows them."""

    name: str
    inputs: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    answers: tuple[str, ...] | None = None
    writes: bool = False


Offering = tuple[Offer, ...]


@dataclass(frozen=True)
class Known:
    """`things` by kind of the catalog; a kind that is not in it is not checked.

    `prompts` gives the languages in which each prompt is really spoken, `calls` the sub-flows of each flow,
    `offers` what may be asked of a service or source, by its id; one that is not in it is not checked.
    """

    things: Mapping[str, Set[str]] = field(default_factory=dict)
    prompts: Mapping[str, Set[str]] = field(default_factory=dict)
    calls: Mapping[str, Set[str]] = field(default_factory=dict)
    offers: Mapping[str, Offering] = field(default_factory=dict)


@dataclass(frozen=True)
class Around:
    """One node's surroundings while it is checked. `types` of the flow's variables by name."""

    node: str
    known: Known
    flow: "Flow"

    def finding(
        self, code: str, message: str, field: str = "", severity: Literal["error", "warning"] = "error"
    ) -> Finding:
        return Finding(self.node, code, message, severity, field)
