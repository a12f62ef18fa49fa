from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path

from lingtong.foundation.calendar.mainland import mainland_days
from lingtong.foundation.calendar.model import Opening
from lingtong.foundation.identity.guard import requires
from lingtong.foundation.identity.model import Principal

router = APIRouter(prefix="/api/admin", tags=["admin"])
_OFFICE = (Opening("09:00", "18:00"),)


@router.get("/mainland-days/{year}")
async def mainland(
    year: Annotated[int, Path(ge=2000, le=2100)], _: Annotated[Principal, Depends(requires("admin.center"))]
) -> dict[str, Any]:
    """Holidays and shifted working days for a calendar; `known` is false before they are announced."""
    days, unknown = mainland_days([year], _OFFICE)
    return {"year": year, "known": not unknown, "special_days": msgspec.to_builtins(days)}
