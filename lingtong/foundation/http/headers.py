"""Headers that make browsers refuse what we never do."""

from lingtong.foundation.config import HttpSettings

HSTS = "max-age=31536000"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
}


def security_headers(settings: HttpSettings, host: str) -> dict[str, str]:
    headers = {**_ALWAYS, "Content-Security-Policy": content_policy(host, secure=settings.is_secure)}
    if settings.is_secure:
        headers["Strict-Transport-Security"] = HSTS
    return headers


def content_policy(host: str, *, secure: bool) -> str:
    """Own files only, no script or style sheet inside a page. Old browsers want the socket's address named.

    Style attributes stay allowed: the widgets place themselves with them.
    """
    socket = f"{'wss' if secure else 'ws'}://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            f"connect-src 'self' {socket}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
