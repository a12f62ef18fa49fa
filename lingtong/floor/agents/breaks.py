"""Not ready by rule: how many may be out at once, who has to grant it, how long it lasts."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from lingtong.floor.agents.config import Reason
from lingtong.floor.agents.events import ApprovalAsked, ApprovalEnded, ReasonOverrun
from lingtong.floor.agents.model import NothingAsked, QuotaFull, Seat, TooManyChanges, Wish
from lingtong.floor.agents.seats import Seats
from lingtong.floor.turn import Turn

ASK_SECONDS = 600.0  # an unanswered wish ends by itself
MOST_A_SECOND = 20  # changes of one seat; what comes faster is no hand


class Pace:
    """Refuses changes of state that come faster than anybody means them."""

    def __init__(self) -> None:
        self._second: dict[str, tuple[int, int]] = {}

    def count(self, turn: Turn, agent_id: str) -> None:
        second = int(turn.now.timestamp())
        began, count = self._second.get(agent_id, (second, 0))
        count = count + 1 if began == second else 1
        self._second[agent_id] = (second, count)
        if count > MOST_A_SECOND:
            raise TooManyChanges("That was too fast. Wait a second.", retry_after=1)


class Breaks:
    """The rules of the not-ready reasons over all seats."""

    def __init__(self, turn: Turn, seats: Seats) -> None:
        self._turn, self._seats = turn, seats
        self.pace = Pace()

    def reason_of(self, wish: Wish) -> Reason | None:
        return self._seats.center.reasons.get(wish.reason_id) if wish.reason_id else None

    def needs_approval(self, agent_id: str, wish: Wish) -> bool:
        reason, seat = self.reason_of(wish), self._seats.get(agent_id)
        is_so = wish.is_as(seat.wish) or (seat.next is not None and wish.is_as(seat.next))
        return reason is not None and reason.approval and not is_so

    # --- quota

    def check_quota(self, agent_id: str, wish: Wish) -> None:
        """Whoever is out, or has chosen to be when the call ends, holds one of the places."""
        reason = self.reason_of(wish)
        if reason is None or reason.quota <= 0:
            return
        out = list(self._out(agent_id, reason))
        if len(out) >= reason.quota:
            name, back = self._next_back(out)
            text = f"{len(out)} of your team are out for this reason already. Back next: {name} {back}"
            raise QuotaFull(
                text.strip(),
                out=len(out),
                quota=reason.quota,
                name=name,
                back=back,
            )

    def _out(self, agent_id: str, reason: Reason) -> Iterator[Seat]:
        center = self._seats.center
        team_id = center.agents[agent_id].team_id
        for seat in self._seats.all():
            config = center.agents.get(seat.agent_id)
            mate = config is not None and (config.tenant_id, config.team_id) == (reason.tenant_id, team_id)
            if not (mate and seat.logged_in) or seat.agent_id == agent_id:
                continue
            if reason.id in (seat.wish.reason_id, seat.next.reason_id if seat.next else ""):
                yield seat

    def _next_back(self, out: list[Seat]) -> tuple[str, str]:
        """Name and local time of who is due first; without a limit, of who has been out longest."""
        due = sorted((seat.limit_until, seat.agent_id) for seat in out if seat.limit_until is not None)
        first = due[0][1] if due else min(out, key=lambda seat: seat.since).agent_id
        agent = self._seats.center.agents[first]
        tenant = self._seats.center.tenants.get(agent.tenant_id)
        zone = ZoneInfo(tenant.timezone if tenant else "UTC")
        return agent.name, due[0][0].astimezone(zone).strftime("%H:%M") if due else ""

    # --- approval

    def ask(self, agent_id: str, wish: Wish) -> None:
        """The wish waits for a supervisor; the agent works on."""
        seat = self._seats.check_wish(agent_id, wish)
        self.check_quota(agent_id, wish)
        if seat.asked is not None and seat.asked.is_as(wish):
            return
        self.end_ask(seat, "withdrawn")
        seat.asked, seat.asked_at = wish, self._turn.now
        self._turn.after(ASK_SECONDS, "ask", agent_id)
        self._turn.announce(ApprovalAsked(**self._seats.about(seat), reason_id=wish.reason_id))
        self._turn.changed("seat", agent_id)

    def decide(self, agent_id: str, granted: bool, by: str, why: str) -> bool:
        """Gives whether the granted wish took effect now; else it is in the next-state slot."""
        seat = self._seats.get(agent_id)
        if seat.asked is None:
            raise NothingAsked("Nothing is asked for any more.")
        wish = Wish(ready=False, reason_id=seat.asked.reason_id, by=by, why=why)
        if granted:
            self._seats.check_wish(agent_id, wish)
            self.check_quota(agent_id, wish)
        self.end_ask(seat, "granted" if granted else "refused", by, why)
        return not granted or self._seats.wish(agent_id, wish, cause="granted")

    def ask_ran_out(self, agent_id: str) -> None:
        seat = self._seats.get(agent_id)
        if seat.asked is not None:
            reason_id = seat.asked.reason_id
            self.end_ask(seat, "expired")
            self._turn.say(agent_id, "reason.expired", reason_id=reason_id)

    def end_ask(self, seat: Seat, outcome: str, by: str = "", why: str = "") -> None:
        if seat.asked is None or seat.asked_at is None:
            return
        waited = (self._turn.now - seat.asked_at).total_seconds()
        reason_id = seat.asked.reason_id
        seat.asked = seat.asked_at = None
        self._turn.timers.drop(("ask", seat.agent_id))
        fact = ApprovalEnded(
            **self._seats.about(seat), reason_id=reason_id, outcome=outcome, waited=waited, by=by, why=why
        )
        self._turn.announce(fact)
        self._turn.changed("seat", seat.agent_id)

    # --- limit

    def limit_passed(self, agent_id: str) -> None:
        """Shown and told; the state changes only where the reason says so, and nothing else is chosen yet."""
        seat = self._seats.get(agent_id)
        reason, seat.limit_until = self.reason_of(seat.wish), None
        if reason is None or seat.wish.ready or not seat.logged_in:
            return
        seat.over_limit = True
        self._turn.announce(
            ReasonOverrun(**self._seats.about(seat), reason_id=reason.id, limit=float(reason.limit))
        )
        self._turn.changed("seat", agent_id)
        if reason.at_limit == "ready" and seat.next is None:
            self._seats.wish(agent_id, Wish(ready=True), cause="limit")
        self._turn.say(agent_id, "reason.over_limit", reason_id=reason.id, then=reason.at_limit)

    # --- after a restart

    def rearm(self) -> None:
        """The clocks of all seats, from what the journal knows."""
        for seat in self._seats.all():
            if seat.asked_at is not None:
                self._turn.timers.set(("ask", seat.agent_id), seat.asked_at + timedelta(seconds=ASK_SECONDS))
            if seat.limit_until is not None:
                self._turn.timers.set(("limit", seat.agent_id), seat.limit_until)
