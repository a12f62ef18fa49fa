"""How much an agent does at the same time, and which work may interrupt which."""

from collections.abc import Mapping

import msgspec


class Capacity(msgspec.Struct, frozen=True):
    """`most`: contacts at the same time by channel. `interrupts`: what a channel may break into."""

    most: dict[str, int] = msgspec.field(default_factory=lambda: {"voice": 1})
    interrupts: dict[str, tuple[str, ...]] = {}

    def open_to(self, load: Mapping[str, int]) -> tuple[str, ...]:
        """The channels in which the agent can take one more, beside the contacts in `load`."""
        busy = [channel for channel, count in load.items() if count > 0]
        return tuple(
            channel
            for channel, most in self.most.items()
            if load.get(channel, 0) < most
            and all(other == channel or other in self.interrupts.get(channel, ()) for other in busy)
        )


VOICE = Capacity()
ONE_CALL = ("voice",)
