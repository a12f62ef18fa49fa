"""What people do with faxes that came: take, finish, give back, hand on, hold."""

from lingtong.floor.channels.fax import store
from lingtong.floor.channels.fax.config import due_at, rule_for
from lingtong.floor.channels.fax.errors import (
    FaxInHand,
    FaxNobody,
    FaxNotNow,
    FaxNotOffered,
    FaxRemoved,
    FaxUnknown,
)
from lingtong.floor.channels.fax.model import MOVES, Cue, State
from lingtong.floor.channels.fax.ports import Center, Names, Screens
from lingtong.floor.channels.fax.schemas import Change, Work
from lingtong.floor.channels.fax.tables import FaxRow
from lingtong.foundation import db
from lingtong.foundation.identity import Principal, audit
from lingtong.kit import Clock, step
from lingtong.kit.state_table import NoSuchMove
from lingtong.switch.numbers import masked

SUPERVISES = ("floor.supervise", "floor.supervise_all")
_ACTS = {"take": Cue.TAKEN, "finish": Cue.FINISHED, "release": Cue.RELEASED, "forward": Cue.TAKEN}


class FaxWork:
    def __init__(
        self, database: db.Database, names: Names, center: Center, screens: Screens, clock: Clock
    ) -> None:
        self._database, self._names, self._center = database, names, center
        self._screens, self._clock = screens, clock

    async def waiting(self, who: Principal) -> Work:
        now, mine = self._clock.now(), who.agent_id or "-"
        own = self._center.queues_of(who.tenant_id, mine)
        async with self._database.reading(who.tenant_id) as reader:
            found = await store.waiting(reader.session, now)
            offered, in_hand = await store.of_agent(reader.session, mine, now)
        seen = [one for one in found if not one.queue_id or one.queue_id in own or who.may(*SUPERVISES)]
        return Work(
            offered=offered,
            new=sum(one.new for one in seen),
            overdue=sum(one.overdue for one in seen),
            in_hand=in_hand,
            oldest=min((one.oldest for one in seen if one.oldest is not None), default=None),
        )

    def seen_by(self, who: Principal) -> store.Seen | None:
        """None: all of them."""
        if who.may(*SUPERVISES):
            return None
        agent_id = who.agent_id or "-"
        return store.Seen(agent_id, self._center.queues_of(who.tenant_id, agent_id))

    def shown(self, who: Principal, row: FaxRow) -> FaxRow:
        seen = self.seen_by(who) if row.direction == "in" else None
        if seen is not None and not seen.holds(row):
            raise FaxUnknown("There is no such fax.")
        return row

    async def change(self, who: Principal, fax_id: str, change: Change) -> FaxRow:
        async with self._database.writing(who.tenant_id) as work:
            row = self.shown(who, await known(work, fax_id))
            if change.act == "note":
                row.note = change.note
            elif change.act == "decline":
                self._decline(who, row)
            else:
                self._refuse_a_colleagues(who, row)
                await self._move(work, who, row, change)
                row.note = change.note or row.note
            await audit.record(work, who, f"fax.{change.act}", fax_id)
        await self._screens.changed(who.tenant_id)
        if change.act == "forward" and change.agent_id and change.agent_id != who.agent_id:
            params = {"number": masked(row.number), "by": who.name}
            await self._screens.tell(who.tenant_id, change.agent_id, "fax.handed", params)
        return row

    async def _move(self, work: db.Work, who: Principal, row: FaxRow, change: Change) -> None:
        now = self._clock.now()
        if change.act == "forward" and change.queue_id:
            if not self._names.queue(change.queue_id):
                raise FaxNobody("There is no such queue.")
            row.state, row.owner, row.queue_id = stepped(row, Cue.HANDED_ON), "", change.queue_id
            if row.due is None:
                rules = (await store.rules(work.session)).get(row.tenant_id, ())
                row.due = due_at(rule_for(rules, row.queue_id), row.created_at)
            row.passed = []
        else:
            row.state, row.owner = stepped(row, _ACTS[change.act]), self._owner(who, change, row.owner)
            row.passed = [who.agent_id] if change.act == "release" and who.agent_id else []
        row.settled_at = now if change.act == "finish" else None
        if row.state != State.NEW:
            row.taken_at = row.taken_at or now
        row.offered_to, row.offered_until = "", now if row.passed else None

    def _owner(self, who: Principal, change: Change, now: str) -> str:
        """Who finishes it for a colleague leaves it the colleague's."""
        if change.act == "release":
            return ""
        if change.act == "finish":
            return now or who.agent_id or ""
        if change.act == "forward" and not self._names.agent(change.agent_id):
            raise FaxNobody("Say who is to do it: an agent, or a queue.")
        return change.agent_id if change.act == "forward" else who.agent_id or ""

    def _refuse_a_colleagues(self, who: Principal, row: FaxRow) -> None:
        theirs = row.state == State.IN_HAND and row.owner not in ("", who.agent_id)
        if theirs and not who.may(*SUPERVISES):
            owner = self._names.agent(row.owner)
            raise FaxInHand(f"{owner} sees to it already.", owner=owner)

    def _decline(self, who: Principal, row: FaxRow) -> None:
        if row.state != State.NEW or not who.agent_id or row.offered_to != who.agent_id:
            raise FaxNotOffered("This fax is not offered to you any more.")
        row.passed = [*row.passed, who.agent_id]
        row.offered_to, row.offered_until = "", self._clock.now()

    # --- kept whatever the rules say

    async def hold(self, who: Principal, fax_id: str, why: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await known(work, fax_id)
            if row.removed_at is not None:
                raise FaxRemoved("The pages of this fax were removed already.")
            row.held_by, row.held_why = who.login, why
            await audit.record(work, who, "fax.held", fax_id, {"why": why})

    async def lift(self, who: Principal, fax_id: str, why: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await known(work, fax_id)
            row.held_by = row.held_why = ""
            await audit.record(work, who, "fax.hold_lifted", fax_id, {"why": why})


async def known(reader: db.Reading, fax_id: str) -> FaxRow:
    row = await store.one(reader.session, fax_id)
    if row is None:
        raise FaxUnknown("There is no such fax.")
    return row


def stepped(row: FaxRow, cue: Cue) -> State:
    try:
        return step(MOVES, State(row.state), cue)
    except NoSuchMove:
        raise FaxNotNow("Somebody was faster: this fax is in another state now.", state=row.state) from None
