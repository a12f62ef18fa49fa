from collections.abc import Callable
from typing import Protocol

from lingtong.switch.commands import Command
from lingtong.switch.events import SwitchEvent


class Switch(Protocol):
    """One switch. `send` never waits and never raises: failures come back as `CommandFailed`."""

    def send(self, command: Command) -> None: ...

    def listen(self, hear: Callable[[SwitchEvent], None]) -> None:
        """Hand every event, in order, to `hear` on the event loop. One listener."""
        ...

    async def run(self) -> None:
        """Keep the connection up until cancelled; announce `SwitchConnected` and `SwitchLost`."""
        ...
