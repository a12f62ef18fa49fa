"""Where agents can be reached: whose phone is whose now, which phones are there, which windows are alive."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.agents.events import PhoneReachabilityChanged
from lingtong.floor.agents.model import AgentUnknown, NotLoggedIn, PhoneTaken, PhoneUnknown, Seat
from lingtong.floor.turn import Turn

if TYPE_CHECKING:
    from lingtong.floor.center import Center

BLOCK_SECONDS = 10.0  # how long a phone that refused or did not answer SIP is left alone
SCREEN_SECONDS = 30.0  # a window that has not spoken for so long is gone


class SeatPhones:
    """All seats with their phones and windows. No two agents are ever at one phone."""

    def __init__(self, turn: Turn, center: "Center") -> None:
        self._turn = turn
        self.center = center
        self._seats: dict[str, Seat] = {}
        self._reachable: set[str] = set()
        self._windows: dict[str, dict[str, datetime]] = {}
        self._by_endpoint: dict[str, str] = {}
        self._by_nailed: dict[str, str] = {}
        self._reachable_known = False
        self.reconfigure(center)

    def reconfigure(self, center: "Center") -> None:
        self.center = center
        self._map_phones()

    def restore(self, seats: Iterable[Seat]) -> None:
        for seat in seats:
            self._seats[seat.agent_id] = seat
            if seat.nailed_leg:
                self._by_nailed[seat.nailed_leg] = seat.agent_id
        self._map_phones()

    # --- questions

    def all(self) -> Iterable[Seat]:
        return self._seats.values()

    def find(self, agent_id: str) -> AgentConfig | None:
        """The agent as configured, with the phone at which the agent sits now."""
        config, seat = self.center.agents.get(agent_id), self._seats.get(agent_id)
        if config is None or seat is None or not seat.endpoint:
            return config
        return msgspec.structs.replace(config, endpoint=seat.endpoint, phone="desk", persistent_leg=False)

    def config(self, agent_id: str) -> AgentConfig:
        found = self.find(agent_id)
        if found is None:
            raise AgentUnknown("There is no such agent any more.")
        return found

    def _own(self, agent_id: str) -> AgentConfig:
        """As configured, wherever the agent sits."""
        self.config(agent_id)
        return self.center.agents[agent_id]

    def get(self, agent_id: str) -> Seat:
        seat = self._seats.get(agent_id)
        if seat is None:
            config, now = self.config(agent_id), self._turn.now
            seat = Seat(agent_id=agent_id, tenant_id=config.tenant_id, since=now, idle_since=now)
            self._seats[agent_id] = seat
        return seat

    def logged_in(self, agent_id: str) -> Seat:
        seat = self.get(agent_id)
        if not seat.logged_in:
            raise NotLoggedIn("You are signed out of the phone. Sign in first.")
        return seat

    def agent_of(self, endpoint: str) -> str | None:
        """Who sits at this phone."""
        return self._by_endpoint.get(endpoint)

    def nailed(self, leg_id: str) -> Seat | None:
        """The seat whose phone is kept connected by this leg."""
        agent_id = self._by_nailed.get(leg_id)
        return self._seats.get(agent_id) if agent_id is not None else None

    def phone_reachable(self, agent_id: str) -> bool:
        """A phone at which a colleague sits is not this agent's to be reached at.

        Of a phone outside nobody knows: it counts as there while a trunk leads outside; one that could not
        be reached is left alone for a while like any other.
        """
        config = self.find(agent_id)
        if config is not None and config.phone == "mobile":
            return bool(config.mobile) and self._leads_outside(config.tenant_id)
        if config is None or self._by_endpoint.get(config.endpoint) != agent_id:
            return False
        return config.endpoint in self._reachable

    def _leads_outside(self, tenant_id: str) -> bool:
        trunks = self.center.trunks.values()
        return any(trunk.tenant_id == tenant_id and trunk.enabled and trunk.outbound for trunk in trunks)

    def screen_alive(self, agent_id: str) -> bool:
        return bool(self._windows.get(agent_id))

    # --- whose phone

    def check_phone(self, agent_id: str, endpoint: str) -> None:
        """Refuses a phone that is none of the tenant's desk phones, or at which somebody is signed in."""
        config = self._own(agent_id)
        phone = self.center.phones.get(endpoint)
        if endpoint != config.endpoint and (phone is None or phone.tenant_id != config.tenant_id):
            raise PhoneUnknown("There is no such desk phone.")
        holder = self._by_endpoint.get(endpoint, "")
        seat = self._seats.get(holder)
        if holder not in ("", agent_id) and seat is not None and seat.logged_in:
            name = self.center.agents[holder].name
            raise PhoneTaken(f"{name} is signed in at this phone.", name=name)

    def _sit(self, seat: Seat, endpoint: str) -> None:
        """At this phone from now on; empty: at the own one."""
        config = self.center.agents.get(seat.agent_id)
        seat.endpoint = "" if config is not None and endpoint == config.endpoint else endpoint
        self._map_phones()

    def _map_phones(self) -> None:
        """An own phone is left to others while its agent sits elsewhere."""
        agents = self.center.agents
        self._by_endpoint = {agent.endpoint: agent.id for agent in agents.values()}
        moved = [seat for seat in self._seats.values() if seat.endpoint and seat.agent_id in agents]
        for seat in moved:
            if self._by_endpoint.get(agents[seat.agent_id].endpoint) == seat.agent_id:
                del self._by_endpoint[agents[seat.agent_id].endpoint]
        self._by_endpoint.update((seat.endpoint, seat.agent_id) for seat in moved)

    def nail(self, agent_id: str, leg_id: str) -> None:
        """Keep this leg (none: empty) between contacts; it is not up yet."""
        seat = self.get(agent_id)
        self._by_nailed.pop(seat.nailed_leg, None)
        seat.nailed_leg, seat.nailed_up = leg_id, False
        if leg_id:
            self._by_nailed[leg_id] = agent_id
        self._turn.changed("seat", agent_id)

    # --- windows

    def take_phone(self, agent_id: str, window_id: str) -> None:
        seat = self.logged_in(agent_id)
        seat.phone_window = window_id
        self._turn.changed("seat", agent_id)

    def screen(self, agent_id: str, window_id: str, alive: bool) -> None:
        windows = self._windows.setdefault(agent_id, {})
        was = bool(windows)
        if alive:
            windows[window_id] = self._turn.now
            self._turn.after(SCREEN_SECONDS, "screen", agent_id, window_id)
        else:
            windows.pop(window_id, None)
            self._turn.timers.drop(("screen", agent_id, window_id))
        if was != bool(windows):
            self._turn.changed("seat", agent_id)

    # --- which phones are there

    def block(self, agent_id: str, seconds: float = BLOCK_SECONDS) -> None:
        seat = self.get(agent_id)
        seat.blocked_until = self._turn.after(seconds, "unblock", agent_id)
        self._turn.changed("seat", agent_id)

    def unblock(self, agent_id: str) -> None:
        self.get(agent_id).blocked_until = None
        self._turn.changed("seat", agent_id)

    def endpoint(self, endpoint: str, reachable: bool) -> str | None:
        """Notes whether a phone can be reached; gives its agent."""
        if reachable == (endpoint in self._reachable):
            return None
        (self._reachable.add if reachable else self._reachable.discard)(endpoint)
        agent_id = self._by_endpoint.get(endpoint)
        if agent_id is not None:
            seat = self.get(agent_id)
            if reachable:
                seat.blocked_until = None
            if seat.logged_in:
                self._turn.announce(PhoneReachabilityChanged(**self.about(seat), reachable=reachable))
            self._turn.changed("seat", agent_id)
        return agent_id

    def endpoints(self, reachable: frozenset[str]) -> None:
        """All that can be reached now. What a new engine finds is no change."""
        if not self._reachable_known:
            self._reachable_known, self._reachable = True, set(reachable)
            return
        for endpoint in sorted(self._reachable | reachable):
            self.endpoint(endpoint, endpoint in reachable)

    def about(self, seat: Seat) -> dict[str, Any]:
        return {
            "id": self._turn.ids.new(),
            "tenant_id": seat.tenant_id,
            "at": self._turn.now,
            "agent_id": seat.agent_id,
        }
