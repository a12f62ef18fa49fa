from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest

MEDIA_TYPE = CONTENT_TYPE_LATEST

_requests = Counter("lingtong_http_requests_total", "Answered requests", ["method", "route", "status"])
_seconds = Histogram(
    "lingtong_http_request_seconds",
    "Time to the end of the answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "SOCKET"}


def request(method: str, route: str, status: int, seconds: float) -> None:
    """`route` is a template, so that the number of series stays bounded."""
    known = method if method in _METHODS else "other"
    _requests.labels(known, route, str(status)).inc()
    _seconds.labels(known, route).observe(seconds)


def exposition() -> bytes:
    return generate_latest(REGISTRY)
