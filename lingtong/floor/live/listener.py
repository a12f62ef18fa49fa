from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

MOST_BACKLOG = 256 * 1024  # bytes that a browser has not taken yet: many seconds of a very busy floor
MOST_HELD = 512  # frames behind a hello that is being made


class Outlet(Protocol):
    """Where frames go; never waits."""

    def write(self, frames: bytes) -> None: ...

    @property
    def backlog(self) -> int: ...


@dataclass(eq=False, slots=True)
class Listener:
    """One open socket: who it is, and where its frames go.

    A socket that falls behind is not waited for and not fed for ever: it becomes `stale`, and when it has
    taken what it was sent, it gets a fresh hello that holds everything. `wants` is called when it needs one.
    """

    tenant_id: str
    agent_id: str
    window_id: str
    outlet: Outlet
    is_wall: bool = False  # a screen that nobody acts on: no names, once a second
    sees_floor: bool = False
    wants: "Callable[[Listener], None] | None" = None
    stale: bool = True
    stuck: bool = False
    _held: list[bytes] | None = None

    def push(self, frame: bytes) -> None:
        if self.stale:
            return
        if self._held is not None:
            self._held.append(frame)
            if len(self._held) > MOST_HELD:
                self.refresh()
        elif self.outlet.backlog > MOST_BACKLOG:
            self.stuck = True
            self.refresh()
        else:
            self.outlet.write(frame)

    def refresh(self) -> None:
        """Begin again with a hello."""
        self._held = None
        if not self.stale:
            self.stale = True
            if self.wants is not None:
                self.wants(self)

    def greeted(self) -> None:
        """A hello is being made: from now on keep what comes, it will be sent behind it."""
        self.stale, self._held = False, []

    def welcome(self, hello: bytes) -> None:
        """The hello is here. Another one may be wanted already; then this one is not sent."""
        if self._held is not None:
            held, self._held = self._held, None
            self.stuck = False
            self.outlet.write(b"".join((hello, *held)))
