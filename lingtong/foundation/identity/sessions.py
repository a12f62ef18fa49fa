import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import structlog

from lingtong.foundation.db import Database, Work, is_outage
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import audit, passwords, second_factor, store, throttle
from lingtong.foundation.identity.errors import NotSignedIn, SecondFactorNeeded, TenantNeeded, WrongLogIn
from lingtong.foundation.identity.model import LogInAsk, Principal, SignedIn
from lingtong.foundation.identity.remembered import memory_of
from lingtong.foundation.identity.second_factor import SecondFactor
from lingtong.foundation.identity.tables import RoleRow, SessionRow, TenantRow, UserRow

log = structlog.get_logger("identity")

# After the new token has been seen, requests that were under way may still carry the old one.
GRACE = timedelta(seconds=60)
SEEN_EVERY = timedelta(seconds=60)
AUDITED_LOGIN = 64


async def log_in(parts: Parts, given: LogInAsk, address: str) -> tuple[str, SignedIn]:
    """A new token and who it stands for. Wrong login, wrong password: one answer after one time."""
    tenant = await _tenant_of(parts, given.tenant)
    code = tenant.code if tenant else given.tenant or ""
    await throttle.count_try(parts, code, given.login, address)
    try:
        user = await _checked_user(parts, tenant, given)
    except WrongLogIn:
        await _note_failure(parts, tenant, given.login)
        raise
    await throttle.forgive(parts, code, given.login, address)
    token = secrets.token_urlsafe(32)
    async with parts.database.writing(user.tenant_id) as work:
        row = _new_session(parts, user, token)
        work.session.add(row)
        await work.session.flush()
        signed = await _signed(work, row.id)
        await audit.record(work, signed.principal, "session.began", target=user.id)
    return token, signed


async def find(parts: Parts, token: str) -> tuple[SignedIn, str | None]:
    """Who the token stands for, and the token that replaces it, when it is time for that.

    While the database is away: who it was a moment ago, so that calls can be worked.
    """
    wanted, memory = hash_of(token), memory_of(parts.database)
    try:
        signed, replacement = await _found(parts, wanted)
    except NotSignedIn:
        memory.forget(wanted)
        raise
    except Exception as error:
        known = memory.recall(wanted, parts.clock.now()) if is_outage(error) else None
        if known is None:
            raise
        log.warning("session.from_memory", user_id=known.principal.user_id)
        return known, None
    for one in (wanted, hash_of(replacement) if replacement else wanted):
        memory.keep(one, signed, parts.clock.now())
    return signed, replacement


async def _found(parts: Parts, wanted: str) -> tuple[SignedIn, str | None]:
    async with parts.database.reading_everywhere() as reader:
        found = await store.signed_by_hash(reader.session, wanted)
    if found is None or not _is_alive(parts, found[0], found[1], wanted):
        raise NotSignedIn("Sign in first.")
    replacement = await _refresh(parts, found[0], wanted)
    return signed_in(*found), replacement


async def still(parts: Parts, session_id: str) -> Principal:
    """For long-lived sockets, once a minute: the same person with today's permissions, or `NotSignedIn`."""
    async with parts.database.reading_everywhere() as reader:
        found = await store.signed_by_id(reader.session, session_id)
    if found is None or not _is_alive(parts, found[0], found[1], found[0].token_hash):
        raise NotSignedIn("Sign in first.")
    await _touch(parts, found[0])
    return signed_in(*found).principal


async def log_out(parts: Parts, who: Principal) -> None:
    memory_of(parts.database).forget_session(who.session_id)
    async with parts.database.writing(who.tenant_id) as work:
        row = await work.session.get(SessionRow, who.session_id)
        if row is not None:
            await work.session.delete(row)
            await audit.record(work, who, "session.ended", target=who.user_id)


async def clean(parts: Parts) -> None:
    """Sessions that are over, and log-in tries out of their window."""
    now, security = parts.clock.now(), parts.settings.security
    async with parts.database.writing_everywhere() as work:
        idle = now - timedelta(seconds=security.session_idle)
        await store.forget_old_sessions(work.session, now, idle)
        window = now - timedelta(seconds=security.log_in_window)
        await store.forget_old_tries(work.session, window, throttle.MOST_KEPT)


def csrf_token(parts: Parts, session_id: str) -> str:
    """Bound to the session and not to its token, so that open pages survive a rotation."""
    key = parts.secrets.get("identity.csrf").encode()
    return hmac.new(key, session_id.encode(), hashlib.sha256).hexdigest()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def of_agent(database: Database, tenant_id: str, agent_id: str) -> Principal | None:
    """Who sits in this seat, known by a phone and not by a session."""
    async with database.reading(tenant_id) as reader:
        found = await store.user_of_agent(reader.session, agent_id)
    return _principal(*found) if found is not None else None


def _principal(user: UserRow, role: RoleRow, session_id: str = "") -> Principal:
    return Principal(
        user_id=user.id,
        tenant_id=user.tenant_id,
        login=user.login,
        name=user.name,
        permissions=frozenset(role.permissions),
        language=user.language,
        agent_id=user.agent_id,
        agent_number=user.agent_number,
        dial_right=role.dial_right,  # type: ignore[arg-type] # the table admits no other
        session_id=session_id,
    )


def signed_in(session: SessionRow, user: UserRow, role: RoleRow, tenant: TenantRow) -> SignedIn:
    return SignedIn(
        principal=_principal(user, role, session.id),
        role=role.code or role.name,
        tenant_name=tenant.name,
        has_second_factor=user.totp_secret is not None,
    )


async def _tenant_of(parts: Parts, code: str | None) -> TenantRow | None:
    async with parts.database.reading_everywhere() as reader:
        if code:
            return await store.tenant_by_code(reader.session, code)
        known = await store.tenants(reader.session)
    if len(known) > 1:
        raise TenantNeeded("Which center? Type its short name too.")
    return known[0] if known else None


async def _checked_user(parts: Parts, tenant: TenantRow | None, given: LogInAsk) -> UserRow:
    user = None
    if tenant is not None:
        async with parts.database.reading_everywhere() as reader:
            user = await store.user_by_login(reader.session, tenant.id, given.login)
    admitted = user is not None and not user.locked and user.retired_at is None
    known = user.password_hash if user is not None and admitted else None
    if not await passwords.fits(given.password, known) or user is None:
        raise WrongLogIn("Login or password is wrong.")
    if user.totp_secret is not None:
        await _check_code(parts, user, given.totp)
    return user


async def _check_code(parts: Parts, user: UserRow, code: str | None) -> None:
    if not code:
        raise SecondFactorNeeded("Type the code of your authenticator.")
    async with parts.database.writing(user.tenant_id) as work:
        if not await use_code(parts, work, user.id, code):
            raise WrongLogIn("The code is wrong or was used before.")


async def use_code(parts: Parts, work: Work, user_id: str, code: str) -> bool:
    """Spend a code: the same one never works twice, also not at the same moment."""
    user = await work.session.get(UserRow, user_id, with_for_update=True, populate_existing=True)
    if user is None or user.totp_secret is None:
        return False
    secret = SecondFactor(parts.secrets).open(user.totp_secret, user.id)
    step = second_factor.matching_step(secret, code, parts.clock.now(), user.totp_step)
    if step is not None:
        user.totp_step = step
    return step is not None


async def _note_failure(parts: Parts, tenant: TenantRow | None, login: str) -> None:
    if tenant is None:
        return
    async with parts.database.writing(tenant.id) as work:
        await audit.record_by(work, login[:AUDITED_LOGIN], None, "session.refused")


def _new_session(parts: Parts, user: UserRow, token: str) -> SessionRow:
    now = parts.clock.now()
    return SessionRow(
        id=parts.ids.new(),
        user_id=user.id,
        token_hash=hash_of(token),
        created_at=now,
        rotated_at=now,
        seen_at=now,
        expires_at=now + timedelta(seconds=parts.settings.security.session_longest),
    )


async def _signed(work: Work, session_id: str) -> SignedIn:
    found = await store.signed_by_id(work.session, session_id)
    if found is None:
        raise NotSignedIn("Sign in first.")
    return signed_in(*found)


def _is_alive(parts: Parts, row: SessionRow, user: UserRow, token_hash: str) -> bool:
    now = parts.clock.now()
    idle = timedelta(seconds=parts.settings.security.session_idle)
    if user.locked or user.retired_at is not None:
        return False
    if now >= row.expires_at or now - row.seen_at >= idle:
        return False
    is_old = row.token_hash != token_hash
    return not (is_old and row.previous_until is not None and now >= row.previous_until)


async def _refresh(parts: Parts, row: SessionRow, token_hash: str) -> str | None:
    now = parts.clock.now()
    is_new = row.token_hash == token_hash
    if is_new and row.previous_hash and row.previous_until is None:
        await _end_previous(parts, row, now + GRACE)
    if is_new and now - row.rotated_at >= timedelta(seconds=parts.settings.security.session_rotation):
        return await _rotate(parts, row, token_hash, now)
    if not is_new and row.previous_until is None and now - row.rotated_at >= GRACE:
        return await _rotate(parts, row, token_hash, now)  # the answer with the new token was lost
    await _touch(parts, row)
    return None


async def _rotate(parts: Parts, row: SessionRow, token_hash: str, now: datetime) -> str | None:
    token = secrets.token_urlsafe(32)
    async with parts.database.writing(row.tenant_id) as work:
        own = await work.session.get(SessionRow, row.id, with_for_update=True)
        if own is None or own.rotated_at != row.rotated_at:
            return None  # a request beside this one was faster
        own.previous_hash, own.previous_until, own.token_hash = token_hash, None, hash_of(token)
        own.rotated_at = own.seen_at = now
    return token


async def _end_previous(parts: Parts, row: SessionRow, until: datetime) -> None:
    async with parts.database.writing(row.tenant_id) as work:
        own = await work.session.get(SessionRow, row.id)
        if own is not None and own.previous_until is None:
            own.previous_until = until


async def _touch(parts: Parts, row: SessionRow) -> None:
    now = parts.clock.now()
    if now - row.seen_at < SEEN_EVERY:
        return
    async with parts.database.writing(row.tenant_id) as work:
        own = await work.session.get(SessionRow, row.id)
        if own is not None:
            own.seen_at = now
