from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlsplit

from starlette.exceptions import WebSocketException
from starlette.requests import HTTPConnection

from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity import sessions
from lingtong.foundation.identity.errors import CsrfMissing, ForeignOrigin, NotAllowed, NotSignedIn
from lingtong.foundation.identity.model import Principal, SignedIn
from lingtong.kit import Refusal

COOKIE = "lt_session"
NEW_TOKEN = "lt_new_token"  # noqa: S105 - a place in the request's state, not a token
SIGNED = "lt_signed"
HARMLESS = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Guard:
    """A dependency that lets in who has one of the permissions; everybody signed in, where none is named."""

    permissions: frozenset[str]

    async def __call__(self, connection: HTTPConnection) -> Principal:
        try:
            return await self._admitted(connection)
        except Refusal as no:
            if connection.scope["type"] == "websocket":
                raise WebSocketException(code=4000 + no.status, reason=no.code) from no
            raise

    async def _admitted(self, connection: HTTPConnection) -> Principal:
        who = (await signed_in_by_cookie(connection)).principal
        if self.permissions and not who.may(*self.permissions):
            raise NotAllowed("Your role does not allow this.")
        return who


def requires(*any_of: str) -> Guard:
    """`Annotated[Principal, Depends(requires("admin.center"))]`: 401 unknown, 403 without the permission."""
    if not any_of:
        raise ValueError("name a permission, or use signed_in")
    return Guard(frozenset(any_of))


signed_in = Guard(frozenset())


async def signed_in_by_cookie(connection: HTTPConnection) -> SignedIn:
    """Who the cookie stands for. Checks the CSRF token, or for sockets the origin."""
    token = connection.cookies.get(COOKIE, "")
    if not token:
        raise NotSignedIn("Sign in first.")
    known: SignedIn | None = getattr(connection.state, SIGNED, None)
    if known is not None:
        return known
    parts = parts_of(connection)
    signed, replacement = await sessions.find(parts, token)
    if connection.scope["type"] == "websocket":
        check_origin(connection, needed=True)
    elif connection.scope["method"] not in HARMLESS:
        _check_csrf(connection, parts, signed.principal.session_id)
    if replacement is not None:
        setattr(connection.state, NEW_TOKEN, replacement)
    setattr(connection.state, SIGNED, signed)
    return signed


def check_origin(connection: HTTPConnection, *, needed: bool = False) -> None:
    """A page of another origin speaks for nobody. Programs send no origin; browsers do for a socket."""
    origin = connection.headers.get("origin")
    if origin is None and not needed:
        return
    if origin is None or urlsplit(origin).netloc != connection.headers.get("host"):
        raise ForeignOrigin("This request comes from another site.")


def _check_csrf(connection: HTTPConnection, parts: Parts, session_id: str) -> None:
    given = connection.headers.get("x-csrf-token", "")
    if not compare_digest(given.encode(), sessions.csrf_token(parts, session_id).encode()):
        raise CsrfMissing("The page is out of date: load it again.")
