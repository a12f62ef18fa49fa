"""One shape for every no: `{"code", "message", "params", "errors": [{"field", "message"}]}`."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from lingtong.kit import Refusal


class FieldError(BaseModel):
    """`code` and `params`, where they are known, let the screens say it in the reader's language."""

    field: str
    message: str
    code: str = ""
    params: dict[str, Any] = {}


class RefusalBody(BaseModel):
    """`code` is stable and translated by the screens with `params`; `message` is for people who read logs."""

    code: str
    message: str
    params: dict[str, str | int | float] = {}
    errors: list[FieldError] = []


OF_STATUS = {
    400: "request.invalid",
    401: "session.none",
    403: "not_allowed",
    404: "not_found",
    405: "request.method",
    413: "request.too_large",
    503: "unavailable",
}


def refusals(*kinds: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """`@router.post(..., responses=refusals(QueueInUse, NotFound))`: the codes appear in OpenAPI."""
    codes: dict[int, list[str]] = {}
    for kind in kinds:
        codes.setdefault(kind.status, []).append(kind.code)
    return {
        status: {"model": RefusalBody, "description": ", ".join(found)} for status, found in codes.items()
    }


def install(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _of_the_framework)


def answer(status: int, body: RefusalBody, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body.model_dump(), status, headers)


def answer_to(no: Refusal) -> JSONResponse:
    wait = no.params.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait is not None else None
    errors: list[FieldError] = [FieldError(**error) for error in getattr(no, "errors", [])]
    body = RefusalBody(code=no.code, message=no.message, params=no.params, errors=errors)
    return answer(no.status, body, headers)


async def _refused(_: Request, no: Exception) -> JSONResponse:
    assert isinstance(no, Refusal)
    return answer_to(no)


async def _unreadable(_: Request, no: Exception) -> JSONResponse:
    assert isinstance(no, RequestValidationError)
    errors = [
        FieldError(field=_field(error), message=str(error["msg"]).removeprefix("Value error, "))
        for error in no.errors()
    ]
    body = RefusalBody(code="request.invalid", message="This request cannot be read.", errors=errors)
    return answer(422, body)


async def _of_the_framework(_: Request, no: Exception) -> JSONResponse:
    assert isinstance(no, HTTPException)
    code = OF_STATUS.get(no.status_code, "refused")
    headers = dict(no.headers) if no.headers else None
    return answer(no.status_code, RefusalBody(code=code, message=str(no.detail)), headers)


def _field(error: Mapping[str, Any]) -> str:
    """`body.skills.0.level` → `skills.0.level`; the whole body where it is no JSON."""
    location = error["loc"]
    if error["type"] == "json_invalid" or len(location) == 1:
        return str(location[0])
    return ".".join(str(part) for part in location[1:])
