from fastapi import APIRouter, FastAPI

from lingtong.foundation.http import Parts, application
from lingtong.foundation.http.health import Checks


def open_app(parts: Parts, router: APIRouter, checks: Checks | None = None) -> FastAPI:
    """An app without people, for tests of what all routes share."""
    return application(parts, [router], cookie=lambda _: None, checks=checks)
