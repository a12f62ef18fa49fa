from lingtong.foundation.config import Sealer

SEALED_WITH = "engine.errands"


class Letters:
    """How an errand and its answer cross the bus: as they are inside a process, sealed between processes.

    They hold PINs that callers type and what services say of them, and whoever runs the bus need not see
    these. All processes of a center have the same secrets file. Opening raises `SealBroken` for what another
    has written.
    """

    def __init__(self, sealer: Sealer | None = None) -> None:
        self._sealer = sealer

    def close(self, letter: bytes, way: str) -> bytes:
        """`way`: there, or back. One is not good for the other."""
        return letter if self._sealer is None else self._sealer.seal(letter.decode(), way).encode()

    def open(self, letter: bytes, way: str) -> bytes:
        return (
            letter
            if self._sealer is None
            else self._sealer.open(letter.decode(errors="replace"), way).encode()
        )
