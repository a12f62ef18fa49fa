import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from lingtong.foundation.identity.errors import WeakPassword

LONGEST = 256

# Argon2id (RFC 9106). Each check takes 64 MiB for some 50 ms: two at a time and off the event loop,
# or a burst of log-ins would starve the calls.
_hasher = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=65536, parallelism=1),))
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")


async def hashed(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_pool, _hasher.hash, password)


async def fits(password: str, known: str | None) -> bool:
    """False for an unknown person too, after the same time."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _fits, password, known)


def check_strength(password: str, shortest: int, login: str) -> None:
    """Length over rules (NIST SP 800-63B section 5.1.1.2); no login, no repetition."""
    if not shortest <= len(password) <= LONGEST:
        raise WeakPassword(f"A password has at least {shortest} characters.", shortest=shortest)
    if login.lower() in password.lower() or len(set(password)) < 4:
        raise WeakPassword("This password is too easy to guess.", shortest=shortest)


def _fits(password: str, known: str | None) -> bool:
    right = _hasher.verify(password[:LONGEST], known or _nobody())
    return right and known is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("a password that opens nothing")
