import hashlib
import math
from datetime import timedelta

from lingtong.foundation.http import Parts
from lingtong.foundation.identity import store
from lingtong.foundation.identity.errors import TooManyTries

MOST_KEPT = 100_000


async def count_try(parts: Parts, tenant: str, login: str, address: str) -> None:
    """Counted before the password is looked at, so that many at once gain nothing."""
    security, now = parts.settings.security, parts.clock.now()
    window = timedelta(seconds=security.log_in_window)
    limits = {_login_key(tenant, login): security.log_in_tries}
    limits[_address_key(address)] = security.log_in_tries_per_address
    wait = 0
    async with parts.database.writing_everywhere() as work:
        for key, limit in limits.items():
            tries, began = await store.count_try(work.session, key, now, now - window)
            if tries > limit:
                wait = max(wait, math.ceil((began + window - now).total_seconds()), 1)
    if wait:
        raise TooManyTries("Too many tries. Wait, then try again.", retry_after=wait)


async def forgive(parts: Parts, tenant: str, login: str, address: str) -> None:
    """After a log-in that was right. The address keeps its other failures."""
    async with parts.database.writing_everywhere() as work:
        await store.uncount_try(work.session, _login_key(tenant, login), wholly=True)
        await store.uncount_try(work.session, _address_key(address), wholly=False)


def _login_key(tenant: str, login: str) -> str:
    return hashlib.sha256(f"login\0{tenant}\0{login.strip().lower()}".encode()).hexdigest()


def _address_key(address: str) -> str:
    return hashlib.sha256(f"address\0{address}".encode()).hexdigest()
