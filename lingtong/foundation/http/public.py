"""What may be asked for without signing in. A test fails for any other route without a guard."""

PUBLIC: frozenset[tuple[str, str]] = frozenset(
    {
        ("POST", "/api/session"),  # log-in itself
        ("GET", "/api/visitor"),  # the customer page, where it is switched on
        ("POST", "/api/visitor"),
        ("SOCKET", "/sip"),  # a session's cookie or a visitor's, checked in the route
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),  # loopback or a token, checked in the route
        ("POST", "/api/recording-storage/pause"),  # a program's token, checked in the route
    }
)

# Built web files: the same for everybody.
PUBLIC_MOUNTS: frozenset[str] = frozenset(
    {"", "/", "/assets", "/static", "/call", "/desk", "/wallboard", "/admin"}
)
