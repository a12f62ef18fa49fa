"""What people change about themselves."""

from lingtong.foundation.db import Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit, passwords, second_factor, sessions, store
from lingtong.foundation.identity.errors import SecondFactorState, WrongCode, WrongPassword
from lingtong.foundation.identity.model import Principal
from lingtong.foundation.identity.second_factor import SecondFactor
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.throttle import count_try, forgive


async def change_password(parts: Parts, who: Principal, old: str, new: str, address: str) -> None:
    """Ends every other session of the user."""
    await count_try(parts, who.tenant_id, who.user_id, address)
    async with parts.database.reading(who.tenant_id) as reader:
        known = (await reader.get(UserRow, who.user_id)).password_hash
    if not await passwords.fits(old, known):
        raise WrongPassword("The present password is wrong.")
    passwords.check_strength(new, parts.settings.security.password_shortest, who.login)
    fresh = await passwords.hashed(new)
    async with parts.database.writing(who.tenant_id) as work:
        (await work.get(UserRow, who.user_id)).password_hash = fresh
        await store.end_sessions(work.session, who.user_id, but=who.session_id)
        await audit.record(work, who, "password.changed", target=who.user_id)
    await forgive(parts, who.tenant_id, who.user_id, address)


async def enroll(parts: Parts, who: Principal) -> tuple[str, str]:
    """A new secret and its URI; it counts once a code of it has been given."""
    factor = SecondFactor(parts.secrets)
    secret = factor.new_secret()
    async with parts.database.writing(who.tenant_id) as work:
        user = await work.get(UserRow, who.user_id)
        if user.totp_secret is not None:
            raise SecondFactorState("The second factor is on. Switch it off first.")
        user.totp_pending = factor.seal(secret, user.id)
    return secret, second_factor.uri_for(secret, who.login)


async def confirm(parts: Parts, who: Principal, code: str, address: str) -> None:
    await count_try(parts, who.tenant_id, who.user_id, address)
    async with parts.database.writing(who.tenant_id) as work:
        user = await work.get(UserRow, who.user_id)
        if user.totp_pending is None:
            raise SecondFactorState("Ask for a new secret first.")
        secret = SecondFactor(parts.secrets).open(user.totp_pending, user.id)
        step = second_factor.matching_step(secret, code, parts.clock.now(), user.totp_step)
        if step is None:
            raise WrongCode("This code does not fit. Is the clock of the phone right?")
        user.totp_secret, user.totp_pending, user.totp_step = user.totp_pending, None, step
        await store.end_sessions(work.session, who.user_id, but=who.session_id)
        await audit.record(work, who, "totp.enabled", target=who.user_id)
    await forgive(parts, who.tenant_id, who.user_id, address)


async def disable(parts: Parts, who: Principal, code: str, address: str) -> None:
    await count_try(parts, who.tenant_id, who.user_id, address)
    async with parts.database.writing(who.tenant_id) as work:
        user = await work.get(UserRow, who.user_id)
        if user.totp_secret is None:
            raise SecondFactorState("The second factor is off.")
        if not await sessions.use_code(parts, work, who.user_id, code):
            raise WrongCode("This code does not fit, or was used before.")
        await _take_off(work, who, user)
    await forgive(parts, who.tenant_id, who.user_id, address)


async def reset_of_another(work: Work, who: Principal, user: UserRow) -> None:
    """For who lost the phone."""
    await store.end_sessions(work.session, user.id)
    await _take_off(work, who, user)


async def set_language(parts: Parts, who: Principal, language: str) -> None:
    async with parts.database.writing(who.tenant_id) as work:
        (await work.get(UserRow, who.user_id)).language = language


async def _take_off(work: Work, who: Principal, user: UserRow) -> None:
    user.totp_secret = user.totp_pending = None
    await audit.record(work, who, "totp.disabled", target=user.id)
