"""Which phones and trunks can be reached, from contacts as they come and go."""

from collections.abc import Iterable

from lingtong.switch.ari.generated import Endpoint
from lingtong.switch.events import EndpointReachability, TrunkReachability

TRUNK = "trunk-"
_UP = frozenset({"Reachable", "NonQualified", "Created", "Updated"})
_UNKNOWN = "?"

News = EndpointReachability | TrunkReachability


class Reachability:
    """A phone has one contact at a time; a new one may come before the old one goes."""

    def __init__(self) -> None:
        self._contacts: dict[str, set[str]] = {}

    def begin(self, endpoints: Iterable[Endpoint]) -> list[News]:
        """Take the whole picture; what changed since comes back."""
        before = {name for name, contacts in self._contacts.items() if contacts}
        known = set(self._contacts)
        self._contacts = {one.resource: {_UNKNOWN} if one.state == "online" else set() for one in endpoints}
        now = {name for name, contacts in self._contacts.items() if contacts}
        gone = before - now
        fresh = {name for name in self._contacts if is_trunk(name) and name not in known}
        return [_news(name, name in now) for name in sorted((now - before) | gone | fresh)]

    @property
    def phones(self) -> frozenset[str]:
        return frozenset(name for name, contacts in self._contacts.items() if contacts and not is_trunk(name))

    def hear(self, endpoint: str, contact: str, status: str) -> list[News]:
        """A contact's status as AMI's ContactStatus tells it."""
        contacts = self._contacts.setdefault(endpoint, set())
        was = bool(contacts)
        if status in _UP:
            contacts.discard(_UNKNOWN)
            contacts.add(contact)
        elif status in ("Removed", "Unreachable"):
            contacts.discard(contact)
            contacts.discard(_UNKNOWN)
        return [_news(endpoint, bool(contacts))] if bool(contacts) != was else []


def is_trunk(endpoint: str) -> bool:
    return endpoint.startswith(TRUNK)


def _news(name: str, reachable: bool) -> News:
    if is_trunk(name):
        return TrunkReachability(trunk=name.removeprefix(TRUNK), reachable=reachable)
    return EndpointReachability(endpoint=name, reachable=reachable)
