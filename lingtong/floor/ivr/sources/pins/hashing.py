import asyncio
import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from lingtong.foundation.config import Secrets

# A PIN has few digits, so no hash alone protects it: it is keyed with a secret that is not in the database.
# Argon2id (RFC 9106) makes a guess with the secret slow too; a pool of its own, so that log-ins do not wait.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1),))
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pins")


class PinHashes:
    def __init__(self, secrets: Secrets) -> None:
        self._key = secrets.get("pins.key").encode()

    async def hashed(self, tenant_id: str, account: str, pin: str) -> str:
        keyed = self._keyed("pin", tenant_id, account, pin)
        return await asyncio.get_running_loop().run_in_executor(_pool, _hasher.hash, keyed)

    async def fits(self, tenant_id: str, account: str, pin: str, known: str | None) -> bool:
        """False for an account without one too, after the same time."""
        keyed = self._keyed("pin", tenant_id, account, pin)
        return await asyncio.get_running_loop().run_in_executor(_pool, _fits, keyed, known)

    def what(self, kind: str, tenant_id: str, name: str) -> str:
        """Under which the tries of an account, or from a number, are counted."""
        return self._keyed(kind, tenant_id, name)

    def _keyed(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def _fits(keyed: str, known: str | None) -> bool:
    right = _hasher.verify(keyed, known or _nobody())
    return right and known is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody")
