from datetime import datetime
from zoneinfo import ZoneInfo

from lingtong.floor.agents.events import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentStateChanged,
    NextStateChosen,
    PhoneChosen,
)
from lingtong.floor.agents.model import (
    MOVES,
    Cue,
    Engagement,
    ReasonUnknown,
    Seat,
    SeatBusy,
    SeatState,
    Wish,
    is_routable,
)
from lingtong.floor.agents.phones import SeatPhones
from lingtong.kit import step

Shown = tuple[SeatState, str]
BY_ANOTHER = ("forced", "granted", "next")  # causes behind which another can stand


class Seats(SeatPhones):
    """All seats of the engine. Every change of the shown state is announced here and nowhere else."""

    def is_routable(self, seat: Seat) -> bool:
        config = self.find(seat.agent_id)
        if config is None:
            return False
        reachable, screen = self.phone_reachable(seat.agent_id), self.screen_alive(seat.agent_id)
        return is_routable(seat, config, reachable, screen, self._turn.now)

    # --- what a person asks

    def log_in(self, agent_id: str, window_id: str, phone: str = "") -> Seat:
        """`phone` is a shared desk phone; empty: the own one, or the one of the session that runs."""
        seat, config = self.get(agent_id), self._own(agent_id)
        if not seat.logged_in:
            self.check_phone(agent_id, phone or config.endpoint)
            before = seat.shown
            self._sit(seat, phone)
            self.take_wish(seat, Wish(ready=False))
            seat.logged_in, seat.next = True, None
            self._turn.announce(AgentLoggedIn(**self.about(seat), endpoint=phone or config.endpoint))
            self._shown(seat, before, cause="log_in")
        elif phone and phone != (seat.endpoint or config.endpoint):
            self._move(seat, phone)
        if window_id and seat.phone_window not in self._windows.get(agent_id, {}):
            seat.phone_window = window_id  # a living window keeps the phone until another takes it
        self._turn.changed("seat", agent_id)
        return seat

    def _move(self, seat: Seat, phone: str) -> None:
        if seat.engagement is not Engagement.FREE:
            raise SeatBusy("Finish what you are at first, then change the phone.")
        self.check_phone(seat.agent_id, phone)
        self._sit(seat, phone)
        self._turn.announce(PhoneChosen(**self.about(seat), endpoint=seat.endpoint))

    def leave_removed_phone(self, agent_id: str) -> bool:
        """Back to the own phone once the agent is free: its name may be somebody else's by now."""
        seat = self.get(agent_id)
        phone = self.center.phones.get(seat.endpoint)
        ours = phone is not None and phone.tenant_id == seat.tenant_id
        if not seat.endpoint or ours or seat.engagement is not Engagement.FREE:
            return False
        self._sit(seat, "")
        self._turn.announce(PhoneChosen(**self.about(seat), endpoint=""))
        self._turn.changed("seat", agent_id)
        return True

    def log_out(self, agent_id: str, cause: str = "own", by: Wish | None = None) -> None:
        """`by` tells who had it so, where that is not the agent."""
        seat = self.logged_in(agent_id)
        if seat.engagement not in (Engagement.FREE, Engagement.AFTER_CALL_WORK):
            raise SeatBusy("Finish the call first, then sign out.")
        before = seat.shown
        self.take_wish(seat, Wish(ready=False, by=by.by, why=by.why) if by else Wish(ready=False))
        seat.logged_in, seat.next = False, None
        self._sit(seat, "")
        self._turn.announce(AgentLoggedOut(**self.about(seat), cause=cause))
        self._shown(seat, before, cause=cause)

    def check_wish(self, agent_id: str, wish: Wish) -> Seat:
        seat = self.logged_in(agent_id)
        reason = self.center.reasons.get(wish.reason_id)
        if wish.reason_id and (reason is None or reason.tenant_id != seat.tenant_id):
            raise ReasonUnknown("This reason does not exist any more. Choose another.")
        return seat

    def wish(self, agent_id: str, wish: Wish, cause: str = "own") -> bool:
        """Takes effect now when the seat is free, else waits in the next-state slot; the last one wins.

        Gives whether it took effect now.
        """
        seat = self.check_wish(agent_id, wish)
        if seat.engagement is not Engagement.FREE:
            self._choose_next(seat, wish)
            return False
        before = seat.shown
        self.take_wish(seat, wish)
        seat.blocked_until = None
        self._turn.timers.drop(("unblock", agent_id))
        self._shown(seat, before, cause=cause)
        return True

    def _choose_next(self, seat: Seat, wish: Wish) -> None:
        seat.next = None if wish.is_as(seat.wish) else wish
        chosen = seat.next
        self._turn.announce(
            NextStateChosen(
                **self.about(seat),
                ready=chosen.ready if chosen else None,
                reason_id=chosen.reason_id if chosen else "",
                log_out=chosen is not None and chosen.log_out,
                by=chosen.by if chosen else "",
                why=chosen.why if chosen else "",
            )
        )
        self._turn.changed("seat", seat.agent_id)

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
        before = seat.shown
        seat.engagement = step(MOVES, seat.engagement, cue)
        seat.until = until
        about = interaction_id or seat.interaction_id
        seat.interaction_id = interaction_id if seat.engagement is not Engagement.FREE else ""
        if cue is Cue.CONNECTED:
            self._count_answer(seat)
        if self._takes_next(seat):
            cause = "next"
        self._shown(seat, before, cause=cause, interaction_id=about)
        return seat

    def _takes_next(self, seat: Seat) -> bool:
        """Signing out stays in the slot until the floor has done it: no offer in between."""
        chosen = seat.next
        if chosen is None or seat.engagement not in (Engagement.FREE, Engagement.AFTER_CALL_WORK):
            return False
        if chosen.log_out:
            if seat.engagement is Engagement.FREE:
                self.take_wish(seat, Wish(ready=False, by=chosen.by, why=chosen.why))
            return seat.engagement is Engagement.FREE
        self.take_wish(seat, chosen)
        seat.next = None
        return True

    def release(self, agent_id: str) -> None:
        """Out of an engagement that nothing stands behind."""
        seat = self.get(agent_id)
        before, about = seat.shown, seat.interaction_id
        seat.engagement, seat.interaction_id, seat.until = Engagement.FREE, "", None
        self._takes_next(seat)
        self._shown(seat, before, cause="forced", interaction_id=about)

    def unready(self, agent_id: str, cause: str) -> None:
        """An unattended phone gets no second caller."""
        seat = self.get(agent_id)
        if seat.wish.ready:
            before = seat.shown
            self.take_wish(seat, Wish(ready=False))
            self._shown(seat, before, cause=cause)

    # --- inside

    def take_wish(self, seat: Seat, wish: Wish) -> None:
        """What the seat wishes from now on; the clock of a reason begins when it shows."""
        if wish.is_as(seat.wish):
            seat.wish = wish
            return
        seat.wish, seat.over_limit, seat.limit_until = wish, False, None
        self._turn.timers.drop(("limit", seat.agent_id))

    def _start_limit(self, seat: Seat) -> None:
        """A call in between, dialed by the agent, does not stop the clock."""
        reason = self.center.reasons.get(seat.wish.reason_id)
        if reason is not None and reason.limit > 0 and seat.limit_until is None and not seat.over_limit:
            seat.limit_until = self._turn.after(reason.limit, "limit", seat.agent_id)

    def _count_answer(self, seat: Seat) -> None:
        today = self._today(seat)
        seat.answered_today = seat.answered_today + 1 if seat.answered_day == today else 1
        seat.answered_day = today

    def _today(self, seat: Seat) -> str:
        tenant = self.center.tenants.get(seat.tenant_id)
        return self._turn.now.astimezone(ZoneInfo(tenant.timezone if tenant else "UTC")).date().isoformat()

    def of_today(self, seat: Seat) -> tuple[int, float]:
        """Calls answered, and seconds of being free before `idle_since`."""
        today = self._today(seat)
        free = seat.free_today if seat.free_day == today else 0.0
        counted = (seat.since - seat.idle_since).total_seconds() if seat.state is SeatState.READY else 0.0
        return (seat.answered_today if seat.answered_day == today else 0), free - counted

    def _count_free(self, seat: Seat, lasted: float) -> None:
        today = self._today(seat)
        seat.free_today = seat.free_today + lasted if seat.free_day == today else lasted
        seat.free_day = today

    def _shown(self, seat: Seat, before: Shown, *, cause: str, interaction_id: str = "") -> None:
        """Announce the state if it differs from what was shown."""
        self._turn.changed("seat", seat.agent_id)
        if seat.shown == before:
            return
        state, reason_id = seat.shown
        lasted = (self._turn.now - seat.since).total_seconds()
        seat.since, seat.cause = self._turn.now, cause
        if before[0] is SeatState.READY:
            self._count_free(seat, lasted)
        if state is SeatState.READY and before[0] is not SeatState.RESERVED:
            seat.idle_since = self._turn.now
        if state is SeatState.NOT_READY:
            self._start_limit(seat)
        self._turn.announce(
            AgentStateChanged(
                **self.about(seat),
                state=state,
                before=before[0],
                lasted=lasted,
                reason_id=reason_id,
                reason_before=before[1],
                cause=cause,
                interaction_id=interaction_id,
                by=seat.wish.by if cause in BY_ANOTHER else "",
                why=seat.wish.why if cause in BY_ANOTHER else "",
            )
        )
