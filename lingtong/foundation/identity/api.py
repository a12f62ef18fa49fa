from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import Response as PlainResponse

from lingtong.foundation.http import Parts, parts_of, refusals
from lingtong.foundation.identity import errors, own, sessions, step_up
from lingtong.foundation.identity.admin_api import router as admin_router
from lingtong.foundation.identity.guard import COOKIE, NEW_TOKEN, check_origin, signed_in, signed_in_by_cookie
from lingtong.foundation.identity.model import LogInAsk, Principal
from lingtong.foundation.identity.schemas import (
    CodeAsk,
    Confirmation,
    LanguageAsk,
    LogIn,
    NewPassword,
    SessionView,
    TotpView,
)

router = APIRouter()
session_router = APIRouter(prefix="/api/session", tags=["session"], responses=refusals(errors.NotSignedIn))

Joined = Annotated[Parts, Depends(parts_of)]
Who = Annotated[Principal, Depends(signed_in)]


@session_router.post("", responses=refusals(errors.WrongLogIn, errors.TenantNeeded, errors.TooManyTries))
async def log_in(ask: LogIn, request: Request, response: Response, parts: Joined) -> SessionView:
    check_origin(request)
    given = LogInAsk(login=ask.login, password=ask.password, tenant=ask.tenant, totp=ask.totp)
    token, signed = await sessions.log_in(parts, given, _address(request))
    await _end_former(request, parts)
    response.headers.append("Set-Cookie", cookie_header(token, secure=parts.settings.http.is_secure))
    return SessionView.of(signed, sessions.csrf_token(parts, signed.principal.session_id))


@session_router.get("")
async def own_session(request: Request, _: Who, parts: Joined) -> SessionView:
    signed = await signed_in_by_cookie(request)
    return SessionView.of(signed, sessions.csrf_token(parts, signed.principal.session_id))


@session_router.delete("", status_code=204)
async def log_out(who: Who, response: Response, parts: Joined) -> None:
    await sessions.log_out(parts, who)
    response.headers.append("Set-Cookie", cookie_header("", secure=parts.settings.http.is_secure))


@session_router.post("/totp", responses=refusals(errors.SecondFactorState))
async def begin_second_factor(who: Who, parts: Joined) -> TotpView:
    secret, uri = await own.enroll(parts, who)
    return TotpView(secret=secret, uri=uri)


@session_router.put("/totp", status_code=204, responses=refusals(errors.SecondFactorState, errors.WrongCode))
async def confirm_second_factor(ask: CodeAsk, request: Request, who: Who, parts: Joined) -> None:
    await own.confirm(parts, who, ask.code, _address(request))


@session_router.delete(
    "/totp", status_code=204, responses=refusals(errors.SecondFactorState, errors.WrongCode)
)
async def end_second_factor(ask: CodeAsk, request: Request, who: Who, parts: Joined) -> None:
    await own.disable(parts, who, ask.code, _address(request))


@session_router.put(
    "/password", status_code=204, responses=refusals(errors.WrongPassword, errors.WeakPassword)
)
async def change_password(ask: NewPassword, request: Request, who: Who, parts: Joined) -> None:
    await own.change_password(parts, who, ask.old, ask.new, _address(request))


@session_router.post(
    "/confirmation", status_code=204, responses=refusals(errors.ConfirmationWrong, errors.TooManyTries)
)
async def confirm(ask: Confirmation, request: Request, who: Who, parts: Joined) -> None:
    """The own password once more, for what asks for it in the next minutes."""
    await step_up.confirm(parts, who, ask.password, _address(request))


@session_router.put("/language", status_code=204)
async def set_language(ask: LanguageAsk, who: Who, parts: Joined) -> None:
    await own.set_language(parts, who, ask.language)


def cookie_header(token: str, *, secure: bool) -> str:
    """Ends with the browser; the server's own limits come earlier. An empty token takes the cookie away."""
    carrier = PlainResponse()
    age = None if token else 0
    carrier.set_cookie(COOKIE, token, max_age=age, path="/", httponly=True, samesite="strict", secure=secure)
    return carrier.headers["set-cookie"]


def rotated_cookie(state: Mapping[str, Any], *, secure: bool) -> str | None:
    """For the edge: the cookie of a session that was rotated while its request was answered."""
    token = state.get(NEW_TOKEN)
    return None if token is None else cookie_header(token, secure=secure)


async def _end_former(request: Request, parts: Parts) -> None:
    """Signing in anew ends the session that the browser had."""
    former = request.cookies.get(COOKIE)
    if not former:
        return
    try:
        signed, _ = await sessions.find(parts, former)
    except errors.NotSignedIn:
        return
    await sessions.log_out(parts, signed.principal)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


router.include_router(session_router)
router.include_router(admin_router)
