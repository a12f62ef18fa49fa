from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from lingtong.floor.agents.config import AgentConfig
from lingtong.floor.agents.events import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentStateChanged,
    NextStateChosen,
    PhoneReachabilityChanged,
)
from lingtong.floor.agents.model import (
    MOVES,
    AgentUnknown,
    Cue,
    Engagement,
    NotLoggedIn,
    ReasonUnknown,
    Seat,
    SeatBusy,
    SeatState,
    Wish,
    is_routable,
)
from lingtong.floor.turn import Turn
from lingtong.kit import step

if TYPE_CHECKING:
    from lingtong.floor.center import Center

BLOCK_SECONDS = 10.0  # how long a phone that refused or did not answer SIP is left alone
SCREEN_SECONDS = 30.0  # a window that has not spoken for so long is gone


class Seats:
    """All seats of the engine. Every change of the shown state is announced here and nowhere else."""

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
        self._by_endpoint = {agent.endpoint: agent.id for agent in center.agents.values()}

    def restore(self, seats: Iterable[Seat]) -> None:
        for seat in seats:
            self._seats[seat.agent_id] = seat
            if seat.nailed_leg:
                self._by_nailed[seat.nailed_leg] = seat.agent_id

    # --- questions

    def all(self) -> Iterable[Seat]:
        return self._seats.values()

    def config(self, agent_id: str) -> AgentConfig:
        try:
            return self.center.agents[agent_id]
        except KeyError:
            raise AgentUnknown("There is no such agent any more.") from None

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
        return self._by_endpoint.get(endpoint)

    def nailed(self, leg_id: str) -> Seat | None:
        """The seat whose phone is kept connected by this leg."""
        agent_id = self._by_nailed.get(leg_id)
        return self._seats.get(agent_id) if agent_id is not None else None

    def nail(self, agent_id: str, leg_id: str) -> None:
        """Keep this leg (none: empty) between contacts; it is not up yet."""
        seat = self.get(agent_id)
        self._by_nailed.pop(seat.nailed_leg, None)
        seat.nailed_leg, seat.nailed_up = leg_id, False
        if leg_id:
            self._by_nailed[leg_id] = agent_id
        self._turn.changed("seat", agent_id)

    def phone_reachable(self, agent_id: str) -> bool:
        config = self.center.agents.get(agent_id)
        return config is not None and config.endpoint in self._reachable

    def screen_alive(self, agent_id: str) -> bool:
        return bool(self._windows.get(agent_id))

    def is_routable(self, seat: Seat) -> bool:
        config = self.center.agents.get(seat.agent_id)
        if config is None:
            return False
        reachable, screen = self.phone_reachable(seat.agent_id), self.screen_alive(seat.agent_id)
        return is_routable(seat, config, reachable, screen, self._turn.now)

    # --- what a person asks

    def log_in(self, agent_id: str, window_id: str) -> Seat:
        seat, config = self.get(agent_id), self.config(agent_id)
        if window_id and seat.phone_window not in self._windows.get(agent_id, {}):
            seat.phone_window = window_id  # a living window keeps the phone until another takes it
        if not seat.logged_in:
            before = seat.state
            seat.logged_in, seat.wish, seat.next = True, Wish(ready=False), None
            self._turn.announce(
                AgentLoggedIn(**self._about(seat), endpoint=config.endpoint),
            )
            self._shown(seat, before, cause="log_in")
        self._turn.changed("seat", agent_id)
        return seat

    def log_out(self, agent_id: str, cause: str = "own") -> None:
        seat = self.logged_in(agent_id)
        if seat.engagement in (Engagement.RESERVED, Engagement.TALKING):
            raise SeatBusy("Finish the call first, then sign out.")
        before = seat.state
        seat.logged_in, seat.wish, seat.next = False, Wish(ready=False), None
        self._turn.announce(AgentLoggedOut(**self._about(seat), cause=cause))
        self._shown(seat, before, cause=cause)

    def check_wish(self, agent_id: str, wish: Wish) -> Seat:
        seat = self.logged_in(agent_id)
        reason = self.center.reasons.get(wish.reason_id)
        if wish.reason_id and (reason is None or reason.tenant_id != seat.tenant_id):
            raise ReasonUnknown("This reason does not exist any more. Choose another.")
        return seat

    def wish(self, agent_id: str, wish: Wish, cause: str = "own") -> None:
        """Takes effect now when the seat is free, else waits in the next-state slot; the last one wins."""
        seat = self.check_wish(agent_id, wish)
        if seat.engagement in (Engagement.RESERVED, Engagement.TALKING):
            seat.next = None if wish == seat.wish else wish
            chosen = seat.next
            self._turn.announce(
                NextStateChosen(
                    **self._about(seat),
                    ready=chosen.ready if chosen else None,
                    reason_id=chosen.reason_id if chosen else "",
                )
            )
            self._turn.changed("seat", agent_id)
            return
        before, reason_before = seat.state, seat.wish.reason_id
        seat.wish, seat.blocked_until = wish, None
        self._turn.timers.drop(("unblock", agent_id))
        self._shown(seat, before, cause=cause, reason_before=reason_before)

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

    # --- what the router and the switch do

    def engage(
        self,
        agent_id: str,
        cue: Cue,
        interaction_id: str = "",
        until: datetime | None = None,
        cause: str = "offer",
    ) -> Seat:
        """Moves the engagement. Freed, the seat takes the next state from its slot."""
        seat = self.get(agent_id)
        before, reason_before = seat.state, seat.wish.reason_id
        seat.engagement = step(MOVES, seat.engagement, cue)
        seat.until = until
        about = interaction_id or seat.interaction_id
        seat.interaction_id = interaction_id if seat.engagement is not Engagement.FREE else ""
        if cue is Cue.CONNECTED:
            self._count_answer(seat)
        if seat.engagement in (Engagement.FREE, Engagement.AFTER_CALL_WORK) and seat.next is not None:
            seat.wish, seat.next, cause = seat.next, None, "next"
        self._shown(seat, before, cause=cause, reason_before=reason_before, interaction_id=about)
        return seat

    def release(self, agent_id: str) -> None:
        """Out of an engagement that nothing stands behind."""
        seat = self.get(agent_id)
        before, about = seat.state, seat.interaction_id
        seat.engagement, seat.interaction_id, seat.until = Engagement.FREE, "", None
        self._shown(seat, before, cause="forced", interaction_id=about)

    def unready(self, agent_id: str, cause: str) -> None:
        """An unattended phone gets no second caller."""
        seat = self.get(agent_id)
        if seat.wish.ready:
            before = seat.state
            seat.wish = Wish(ready=False)
            self._shown(seat, before, cause=cause)

    def block(self, agent_id: str) -> None:
        seat = self.get(agent_id)
        seat.blocked_until = self._turn.after(BLOCK_SECONDS, "unblock", agent_id)
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
                self._turn.announce(PhoneReachabilityChanged(**self._about(seat), reachable=reachable))
            self._turn.changed("seat", agent_id)
        return agent_id

    def endpoints(self, reachable: frozenset[str]) -> None:
        """All that can be reached now. What a new engine finds is no change."""
        if not self._reachable_known:
            self._reachable_known, self._reachable = True, set(reachable)
            return
        for endpoint in sorted(self._reachable | reachable):
            self.endpoint(endpoint, endpoint in reachable)

    # --- inside

    def _about(self, seat: Seat) -> dict[str, Any]:
        return {
            "id": self._turn.ids.new(),
            "tenant_id": seat.tenant_id,
            "at": self._turn.now,
            "agent_id": seat.agent_id,
        }

    def _count_answer(self, seat: Seat) -> None:
        tenant = self.center.tenants.get(seat.tenant_id)
        today = self._turn.now.astimezone(ZoneInfo(tenant.timezone if tenant else "UTC")).date().isoformat()
        seat.answered_today = seat.answered_today + 1 if seat.answered_day == today else 1
        seat.answered_day = today

    def _shown(
        self, seat: Seat, before: SeatState, *, cause: str, reason_before: str = "", interaction_id: str = ""
    ) -> None:
        """Announce the state if it differs from what was shown."""
        self._turn.changed("seat", seat.agent_id)
        state = seat.state
        if state is before and seat.wish.reason_id == reason_before:
            return
        lasted = (self._turn.now - seat.since).total_seconds()
        seat.since, seat.cause = self._turn.now, cause
        if state is SeatState.READY and before is not SeatState.RESERVED:
            seat.idle_since = self._turn.now
        self._turn.announce(
            AgentStateChanged(
                **self._about(seat),
                state=state,
                before=before,
                lasted=lasted,
                reason_id=seat.wish.reason_id,
                reason_before=reason_before,
                cause=cause,
                interaction_id=interaction_id,
            )
        )
