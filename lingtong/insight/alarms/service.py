"""Alarms of all tenants: looked for once a second, kept in the database, told to the screens and onward.

Several processes may look at the same floor: the first one that finds an alarm keeps it and sends word of it.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import structlog

from lingtong.floor.live.figures import AlarmsChanged, FiguresChanged
from lingtong.foundation.bus import Bus, NobodyAnswers
from lingtong.foundation.db import Database, Work, is_outage
from lingtong.foundation.identity import Principal, audit
from lingtong.insight.alarms import deliveries, store
from lingtong.insight.alarms.config import AlarmRule
from lingtong.insight.alarms.errors import AlarmOver
from lingtong.insight.alarms.model import Phase, Standing, Track, shown
from lingtong.insight.alarms.ports import Floor, Officers
from lingtong.insight.alarms.readings import Reading, readings
from lingtong.insight.alarms.tables import AlarmRow
from lingtong.kit import Clock, Ids

log = structlog.get_logger()
MOVED = "alarms.moved"  # somebody acted, or another process found or ended one; carries nothing
LOOK_EVERY = 1.0
COUNT_EVERY = timedelta(minutes=1)
HOUR = timedelta(hours=1)

Key = tuple[str, str, str]  # tenant, rule, thing


class Alarms:
    def __init__(
        self, database: Database, bus: Bus, floor: Floor, officers: Officers, clock: Clock, ids: Ids
    ) -> None:
        self._database, self._bus, self._floor, self._officers = database, bus, floor, officers
        self._clock, self._ids = clock, ids
        self._rules: dict[str, dict[str, AlarmRule]] = {}
        self._standing: dict[str, dict[str, Standing]] = {}
        self._tracks: dict[Key, Track] = {}
        self._an_hour: dict[str, int] = {}
        self._told: dict[str, AlarmsChanged] = {}
        self._counted: datetime | None = None
        self._outdated = True

    async def run(self) -> None:
        """Until cancelled."""
        await self._bus.subscribe("center.changed", self._hear)
        await self._bus.subscribe(MOVED, self._hear)
        while True:
            try:
                await self.look()
            except Exception as error:
                if not is_outage(error):
                    log.exception("alarms.failed")
                else:
                    log.warning("alarms.behind", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """One look at every rule of every tenant."""
        if self._outdated:
            await self._read()
        now = self._clock.now()
        for tenant_id in list(self._rules):
            if self._rules[tenant_id] or self._standing.get(tenant_id):
                await self._look_at(tenant_id, await self._floor.figures(tenant_id), now)
        if self._counted is None or now - self._counted >= COUNT_EVERY:
            await self._count(now)
        for tenant_id in {*self._rules, *self._standing}:
            await self._tell(tenant_id)

    def view(self, tenant_id: str) -> AlarmsChanged:
        return shown(
            self._standing.get(tenant_id, {}).values(),
            self._rules.get(tenant_id, {}),
            self._clock.now(),
            self._an_hour.get(tenant_id, 0),
            self._floor.people(tenant_id),
        )

    # --- people act

    async def take(self, who: Principal, alarm_id: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await self._row(work, alarm_id)
            row.owner_id, row.owner, row.shelved_until = who.user_id, who.name, None
            await audit.record(work, who, "alarm.taken", target=alarm_id, data={"rule": row.rule_id})
        await self._moved()

    async def shelve(self, who: Principal, alarm_id: str, minutes: int, why: str) -> None:
        async with self._database.writing(who.tenant_id) as work:
            row = await self._row(work, alarm_id)
            row.shelved_until, row.shelved_why = self._clock.now() + timedelta(minutes=minutes), why
            data = {"rule": row.rule_id, "minutes": minutes, "why": why}
            await audit.record(work, who, "alarm.shelved", target=alarm_id, data=data)
        await self._moved()

    async def done(self, who: Principal, alarm_id: str) -> None:
        """Off the screens. It comes back only when its figure was well for a while and is bad again."""
        async with self._database.writing(who.tenant_id) as work:
            row = await self._row(work, alarm_id)
            row.done_at = self._clock.now()
            row.owner_id, row.owner = row.owner_id or who.user_id, row.owner or who.name
            await audit.record(work, who, "alarm.done", target=alarm_id, data={"rule": row.rule_id})
        await self._moved()

    async def _row(self, work: Work, alarm_id: str) -> AlarmRow:
        row = await store.one(work.session, alarm_id)
        if row is None:
            raise AlarmOver("This alarm is over already.")
        return row

    # --- inside

    async def _look_at(self, tenant_id: str, view: FiguresChanged, now: datetime) -> None:
        rules = self._rules[tenant_id]
        for rule in rules.values():
            seen = {reading.id: reading for reading in readings(rule, view, now)}
            tracked = {key[2] for key in self._tracks if key[:2] == (tenant_id, rule.id)}
            for thing in sorted({*seen, *tracked}):
                await self._look_at_one(tenant_id, rule, thing, seen.get(thing), now)
        for one in list(self._standing.get(tenant_id, {}).values()):
            if one.rule_id not in rules:
                await self._left(tenant_id, one.rule_id, one.about_id, now)

    async def _look_at_one(
        self, tenant_id: str, rule: AlarmRule, thing: str, reading: Reading | None, now: datetime
    ) -> None:
        """What the database did not take has not happened: the next look comes to it again."""
        key = (tenant_id, rule.id, thing)
        track = replace(self._tracks.get(key) or Track())
        came = track.look(rule, reading.value if reading else None, now)
        if came == "entered" and reading is not None:
            await self._entered(tenant_id, rule, reading, now)
        elif came == "left":
            await self._left(tenant_id, rule.id, thing, now)
        if track.phase is Phase.QUIET:
            self._tracks.pop(key, None)
        else:
            self._tracks[key] = track

    async def _entered(self, tenant_id: str, rule: AlarmRule, reading: Reading, now: datetime) -> None:
        row = AlarmRow(
            id=self._ids.new(),
            rule_id=rule.id,
            level=rule.level,
            about_kind=reading.kind,
            about_id=reading.id,
            about=reading.name[:80],
            about_en=reading.name_en[:80],
            value=reading.value,
            began_at=now,
            owner_id="",
            owner="",
            shelved_why="",
        )
        async with self._database.writing(tenant_id) as work:
            is_first = await store.add(work.session, row)
            if is_first:
                mail = self._officers.mail(rule.duty_roster_id)
                await deliveries.send(work, rule, reading, row.id, now, mail)
                log.info("alarm.began", figure=rule.figure, level=rule.level, about_kind=reading.kind)
        if is_first and "duty" in rule.deliver:
            text = deliveries.in_words(rule, reading)
            await self._officers.tell(tenant_id, rule.duty_roster_id, text)
        await self._moved()

    async def _left(self, tenant_id: str, rule_id: str, thing: str, now: datetime) -> None:
        async with self._database.writing(tenant_id) as work:
            for row in await store.of(work.session, rule_id, thing):
                row.left_at = now
                rule = self._rules.get(tenant_id, {}).get(rule_id)
                if rule is not None:
                    await deliveries.send_end(work, rule, row.id, now)
        self._tracks.pop((tenant_id, rule_id, thing), None)
        await self._moved()

    async def _moved(self) -> None:
        """This process reads again at once; the others hear of it."""
        await self._read()
        self._counted = None
        try:
            await self._bus.publish(MOVED, b"")
        except NobodyAnswers:
            log.warning("alarms.not_told")

    async def _read(self) -> None:
        self._outdated = False  # what is said while we read counts anew
        try:
            async with self._database.reading_everywhere() as reader:
                rules, standing = await store.rules(reader.session), await store.standing(reader.session)
        except Exception:
            self._outdated = True
            raise
        self._rules = {}
        for rule in rules:
            self._rules.setdefault(rule.tenant_id, {})[rule.id] = rule
        self._standing = {}
        for tenant_id, one in standing:
            self._standing.setdefault(tenant_id, {})[one.id] = one
            self._rules.setdefault(tenant_id, {})
            self._tracks.setdefault(
                (tenant_id, one.rule_id, one.about_id), Track(Phase.STANDING, one.began_at)
            )

    async def _count(self, now: datetime) -> None:
        self._counted = now
        for tenant_id in self._rules:
            async with self._database.reading(tenant_id) as reader:
                self._an_hour[tenant_id] = await store.began_since(reader.session, now - HOUR)

    async def _tell(self, tenant_id: str) -> None:
        view = self.view(tenant_id)
        if self._told.get(tenant_id) == view:
            return
        self._told[tenant_id] = view
        try:
            await self._bus.publish(f"live.{tenant_id}", msgspec.json.encode(view))
        except NobodyAnswers:
            del self._told[tenant_id]

    async def _hear(self, _: str, __: bytes) -> None:
        self._outdated = True
