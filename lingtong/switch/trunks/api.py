from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from lingtong.foundation.catalog.schemas import ItemId
from lingtong.foundation.http import Parts, parts_of
from lingtong.foundation.identity.audit.service import record
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal
from lingtong.switch.trunks.service import Phones


def secrets_router(phones: Phones, changed: Callable[[], Awaitable[None]]) -> APIRouter:
    """POST /api/admin/phones/{id}/secret: the one time that a desk phone's secret is shown again."""
    router = APIRouter(prefix="/api/admin", tags=["admin"])

    @router.post("/phones/{item_id}/secret")
    async def renew(
        item_id: ItemId,
        parts: Annotated[Parts, Depends(parts_of)],
        who: Annotated[Principal, Depends(requires("admin.trunks"))],
    ) -> dict[str, str]:
        async with parts.database.writing(who.tenant_id) as work:
            name, secret = await phones.renew_desk_secret(work, item_id)
            await record(work, who, "phones.secret_renewed", f"phones/{item_id}", {"name": name})
            work.after_commit(changed)
        return {"name": name, "secret": secret}

    return router
