"""Who was signed in a moment ago, for the time that the database is away: agents go on working."""

from collections import OrderedDict
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from lingtong.foundation.db import Database
from lingtong.foundation.identity.model import SignedIn

KEPT_FOR = timedelta(
    minutes=15
)  # who is locked or signs out elsewhere meanwhile stays in for so long at most
MOST = 20_000


class Remembered:
    """By the hash of the token. Filled by every request that the database has answered."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[SignedIn, datetime]] = OrderedDict()

    def keep(self, token_hash: str, signed: SignedIn, now: datetime) -> None:
        self._known[token_hash] = signed, now
        self._known.move_to_end(token_hash)
        if len(self._known) > MOST:
            self._known.popitem(last=False)

    def recall(self, token_hash: str, now: datetime) -> SignedIn | None:
        signed, at = self._known.get(token_hash, (None, now))
        return signed if now - at < KEPT_FOR else None

    def forget(self, token_hash: str) -> None:
        self._known.pop(token_hash, None)

    def forget_session(self, session_id: str) -> None:
        for token_hash in [
            known for known, (signed, _) in self._known.items() if signed.principal.session_id == session_id
        ]:
            del self._known[token_hash]


_of: WeakKeyDictionary[Database, Remembered] = WeakKeyDictionary()


def memory_of(database: Database) -> Remembered:
    return _of.setdefault(database, Remembered())
