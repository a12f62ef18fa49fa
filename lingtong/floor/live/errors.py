from functools import lru_cache

from lingtong.kit import Refusal


class CommandUnreadable(Refusal):
    """`field` is the place in the body as a path, empty for the body itself."""

    code = "request.invalid"
    status = 422

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.errors = [{"field": field, "message": message}]


class NoSeat(Refusal):
    code = "seat.none"
    status = 403


class TooManyCommands(Refusal):
    """`retry_after` in seconds also becomes the header Retry-After."""

    code = "command.too_many"
    status = 429


class NoBrowserPhone(Refusal):
    code = "phone.not_browser"
    status = 409


class CustomerPageClosed(Refusal):
    code = "visitor.closed"
    status = 404


class AllPhonesLent(Refusal):
    code = "visitor.all_lent"
    status = 409


class TooManyVisitors(Refusal):
    code = "visitor.too_many"
    status = 429


class NoTeam(Refusal):
    code = "supervise.no_team"
    status = 403


class NotInYourTeam(Refusal):
    code = "supervise.not_yours"
    status = 403


class NotSeen(Refusal):
    code = "call.unknown"
    status = 404


@lru_cache(maxsize=512)
def refused_by_engine(code: str, status: int) -> type[Refusal]:
    """The engine's refusals cross the bus by code and status."""
    return type("RefusedByEngine", (Refusal,), {"code": code, "status": status})
