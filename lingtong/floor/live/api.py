from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response

from lingtong.floor.live.asking import EngineDesk
from lingtong.floor.live.errors import (
    AllPhonesLent,
    CommandUnreadable,
    CustomerPageClosed,
    NoBrowserPhone,
    NoSeat,
    TooManyCommands,
    TooManyVisitors,
)
from lingtong.floor.live.ports import Centers, PhoneAccount, PhoneAccounts
from lingtong.floor.live.schemas import BrowserPhone, CommandDone, EntryName, EntryNames, commands_schema
from lingtong.floor.live.sip_relay import VISITOR_COOKIE
from lingtong.floor.live.visitors import LENT_FOR, Visitors
from lingtong.foundation.bus import NobodyAnswers
from lingtong.foundation.config import Settings
from lingtong.foundation.http import refusals
from lingtong.foundation.identity import Principal, check_origin, requires

AtDesk = Annotated[Principal, Depends(requires("desk.use"))]


def routes(
    engine: EngineDesk, centers: Centers, phones: PhoneAccounts, visitors: Visitors, settings: Settings
) -> APIRouter:
    router = APIRouter(tags=["live"])
    ice_servers = [{"urls": url} for url in settings.asterisk.ice_servers]

    @router.post(
        "/api/commands",
        responses=refusals(CommandUnreadable, NoSeat, TooManyCommands, NobodyAnswers),
        openapi_extra={
            "requestBody": {"required": True, "content": {"application/json": {"schema": commands_schema()}}}
        },
    )
    async def command(request: Request, who: AtDesk) -> CommandDone:
        """One of the commands of `floor/live/commands`, by its tag `do`. The session tells who asks."""
        done = await engine.ask_for(who, await request.body())
        return CommandDone(interaction_id=done.interaction_id, when=done.when)

    @router.get("/api/phone", responses=refusals(NoBrowserPhone))
    async def phone(who: AtDesk) -> BrowserPhone:
        """How this agent's browser registers. Which window may do so is said by the seat, not here."""
        account = await phones.of_agent(who.tenant_id, who.agent_id) if who.agent_id else None
        if account is None:
            raise NoBrowserPhone("You have no browser phone. An administrator can give you one.")
        return _browser_phone(account, ice_servers)

    @router.get("/api/visitor", responses=refusals(CustomerPageClosed))
    async def entry_points() -> EntryNames:
        _page_is_open(settings)
        open_ones = [
            entry for entry in centers.current().entry_points.values() if entry.browser and entry.enabled
        ]
        return EntryNames(
            entry_points=[
                EntryName(
                    number=entry.number, name=entry.name, name_en=entry.name_en, language=entry.language
                )
                for entry in sorted(open_ones, key=lambda entry: entry.number)
            ]
        )

    @router.post("/api/visitor", responses=refusals(CustomerPageClosed, AllPhonesLent, TooManyVisitors))
    async def visit(
        request: Request, response: Response, lt_visitor: Annotated[str, Cookie(max_length=64)] = ""
    ) -> BrowserPhone:
        """A phone for a few minutes. It reaches the entry points of the page and nothing else."""
        _page_is_open(settings)
        check_origin(request)
        token, account = visitors.lend(request.client.host if request.client else "", lt_visitor)
        response.set_cookie(
            VISITOR_COOKIE,
            token,
            max_age=int(LENT_FOR.total_seconds()) * 12,
            httponly=True,
            samesite="strict",
            secure=settings.http.is_secure,
        )
        return _browser_phone(account, ice_servers)

    return router


def _browser_phone(account: PhoneAccount, ice_servers: list[dict[str, str]]) -> BrowserPhone:
    return BrowserPhone(
        uri=f"sip:{account.name}@lingtong",
        name=account.name,
        password=account.password,
        ice_servers=ice_servers,
    )


def _page_is_open(settings: Settings) -> None:
    if not settings.customer_page:
        raise CustomerPageClosed("The customer page is switched off.")
