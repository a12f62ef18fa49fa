from collections.abc import Awaitable, Callable
from typing import Protocol

from lingtong.kit import Refusal


class NobodyAnswers(Refusal):
    code = "bus.nobody_answers"
    status = 503


class NotForMe(Exception):
    """Raised by a server that is not the one to answer: somebody else does."""


class Bus(Protocol):
    """Subjects are dotted words; a subscription may end in `.>` to hear everything below."""

    @property
    def is_connected(self) -> bool: ...

    async def ask(self, subject: str, payload: bytes, *, within: float) -> bytes:
        """The answer of the one who serves the subject; `NobodyAnswers` after `within` seconds."""
        ...

    async def serve(
        self, subject: str, answer: Callable[[bytes], Awaitable[bytes]], *, shared: bool = True
    ) -> None:
        """`shared`: one of several servers is asked. Otherwise each is, and the first answer counts."""
        ...

    async def publish(self, subject: str, payload: bytes) -> None:
        """`NobodyAnswers` when the bus is away for so long that nothing more can wait for it."""
        ...

    async def subscribe(self, subject: str, hear: Callable[[str, bytes], Awaitable[None]]) -> None: ...

    def when_back(self, act: Callable[[], Awaitable[None]]) -> None:
        """Done each time the bus was away and is back: not everything may have been heard meanwhile."""
        ...

    async def close(self) -> None: ...
