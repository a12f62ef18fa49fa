"""The demonstration center: people, skills, queues, menus, so that a first call can be made at once."""

from typing import Any

import msgspec

from lingtong.apps.center import CenterParts, join_center
from lingtong.apps.demo_data import (
    AGENTS,
    BOXES,
    DISPOSITIONS,
    OTHERS,
    QUEUES,
    RATING,
    REASONS,
    SKILLS,
    SURVEY,
    WHOLE_DAY,
    Person,
    after_hours,
    english_flow,
    main_flow,
    office_week,
)
from lingtong.apps.demo_floor import (
    ALARM_RULES,
    MEDIA,
    disk_rule,
    duty_roster,
    hall,
    short_flow,
    surge_plan,
    wall,
)
from lingtong.floor.map import store as maps
from lingtong.floor.map.model import FloorMap
from lingtong.floor.map.tables import FloorMapRow
from lingtong.foundation.calendar import Opening
from lingtong.foundation.calendar.mainland import mainland_days
from lingtong.foundation.db import Work
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import seed_tenant, seed_user
from lingtong.foundation.identity.store import user_by_login
from lingtong.insight.boards import store as boards
from lingtong.insight.boards.model import Board
from lingtong.insight.boards.tables import BoardRow

TENANT = "demo"
NAME = "示范呼叫中心"
DESK_PHONE = "desk-1004"


class DemoLogin(msgspec.Struct, frozen=True, kw_only=True):
    login: str
    name: str
    role: str
    password: str


class DemoLogins(msgspec.Struct, frozen=True, kw_only=True):
    """Passwords are shown as they were made; who has changed one knows it. `notes` are for people."""

    tenant: str
    logins: tuple[DemoLogin, ...]
    desk_phone: str
    desk_phone_secret: str
    entry_points: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


async def seed(parts: Parts, center: CenterParts | None = None) -> DemoLogins:
    """Makes the demo center where it is not, in one transaction, and leaves alone one that is there."""
    joined = center or join_center(
        settings=parts.settings,
        secrets=parts.secrets,
        database=parts.database,
        bus=parts.bus,
        clock=parts.clock,
        ids=parts.ids,
    )
    tenant_id = await seed_tenant(parts, TENANT, NAME)
    years = (parts.clock.now().year, parts.clock.now().year + 1)
    async with parts.database.reading(tenant_id) as reader:
        is_there = await user_by_login(reader.session, tenant_id, "admin") is not None
    if not is_there:
        async with parts.database.writing(tenant_id) as work:
            await _Demo(parts, joined, work).make(years)
    return _logins(parts, years)


def _logins(parts: Parts, years: tuple[int, ...]) -> DemoLogins:
    _, unknown = mainland_days(years, ())
    return DemoLogins(
        tenant=TENANT,
        logins=tuple(
            DemoLogin(login=one.login, name=one.name, role=one.role, password=_password(parts, one))
            for one in (*AGENTS, *OTHERS)
        ),
        desk_phone=DESK_PHONE,
        desk_phone_secret=parts.secrets.get(f"demo.phone.{DESK_PHONE}"),
        entry_points=(("95598", "服务热线 Service line"), ("95599", "English line")),
        notes=tuple(
            f"The holidays of {year} are not announced yet: the office calendar takes weekdays."
            for year in unknown
        ),
    )


def _password(parts: Parts, person: Person) -> str:
    return parts.secrets.get(f"demo.password.{person.login}", 12)


class _Demo:
    def __init__(self, parts: Parts, center: CenterParts, work: Work) -> None:
        self._parts, self._center, self._work = parts, center, work

    async def make(self, years: tuple[int, ...]) -> None:
        skills = {code: await self._save("skills", **body) for code, body in SKILLS.items()}
        for reason in REASONS:
            await self._save("reasons", **reason)
        always, office = await self._calendars(years)
        queues = await self._queues(skills)
        phone = await self._center.catalog.save(
            self._work,
            self._center.kind("phones"),
            {"name": DESK_PHONE, "display_name": "1004 刘燕"},
            by=None,
        )
        self._parts.secrets.put(f"demo.phone.{DESK_PHONE}", phone.once["secret"])
        team_id = await self._save("teams", name="一班", name_en="Team One")
        agents = {}
        for person in (*AGENTS, *OTHERS):
            agents[person.agent_number] = await self._person(person, skills, team_id)
        roster = await self._save("duty-rosters", calendar_id=office, **duty_roster(agents["2001"]))
        await self._save("surveys", **SURVEY)
        box = await self._boxes(queues, agents)
        entries = await self._entry_points(queues, always, roster, box)
        await self._floor(queues, entries, agents)

    async def _floor(self, queues: dict[str, str], entries: dict[str, str], agents: dict[str, str]) -> None:
        for rule in (*ALARM_RULES, disk_rule(self._parts.settings.recording)):
            await self._save("alarm-rules", **rule)
        short = await self._save(
            "flows", name="应急流程", name_en="Emergency flow", start="answer", nodes=short_flow(queues)
        )
        await self._save("plans", **surge_plan(queues, entries["95598"], short))
        session, new_id = self._work.session, self._parts.ids.new
        maps.put(session, FloorMapRow(id=new_id()), FloorMap(rooms=hall(agents), revision=1))
        row = BoardRow(id=new_id())
        board = Board(id=row.id, name="大厅 Hall", pages=wall(queues, entries))
        await boards.put(session, row, board, self._parts.clock.now())

    async def _save(self, kind: str, /, **body: Any) -> str:
        saved = await self._center.catalog.save(self._work, self._center.kind(kind), body, by=None)
        return str(saved.item.id)

    async def _calendars(self, years: tuple[int, ...]) -> tuple[str, str]:
        always = await self._save("calendars", name="7x24 全天候", week=[[WHOLE_DAY]] * 7)
        days, _ = mainland_days(years, (Opening("09:00", "17:00"),))
        office = await self._save(
            "calendars",
            name="办公时间 Office hours",
            week=office_week(),
            special_days=msgspec.to_builtins(days),
        )
        return always, office

    async def _queues(self, skills: dict[str, str]) -> dict[str, str]:
        chosen = {
            code: await self._save(
                "dispositions", **{name: value for name, value in body.items() if name != "queues"}
            )
            for code, body in DISPOSITIONS.items()
        }
        made = {}
        for number, body in QUEUES.items():
            own = [chosen[code] for code, said in DISPOSITIONS.items() if number in said["queues"]]
            levels = {skills[code]: level for code, level in body["skills"].items()}
            made[number] = await self._save(
                "queues", **{**body, "number": number, "skills": levels, "dispositions": own}
            )
        return made

    async def _boxes(self, queues: dict[str, str], agents: dict[str, str]) -> str:
        """One for each queue, one for the desk phone's agent; the id of that of fault reports."""
        made = {}
        for number, (name, name_en) in BOXES.items():
            made[number] = await self._save(
                "voicemail-boxes", name=name, name_en=name_en, queue_id=queues[number]
            )
        await self._save("voicemail-boxes", name="刘燕", name_en="Liu Yan", agent_id=agents["1004"])
        return made["3001"]

    async def _entry_points(
        self, queues: dict[str, str], calendar_id: str, roster_id: str, box_id: str
    ) -> dict[str, str]:
        nodes = main_flow(queues, calendar_id) | after_hours(roster_id, box_id)
        main = await self._save(
            "flows",
            name="主流程",
            name_en="Main flow",
            start="answer",
            nodes=nodes,
            variables={"officer": {"type": "digits"}},
        )
        english = await self._save(
            "flows", name="英语流程", name_en="English flow", start="answer", nodes=english_flow(queues)
        )
        await self._save(
            "flows", name="满意度评价", name_en="Rating", start="ask", nodes=RATING, returns=True
        )
        points = (
            ("95598", {"name": "服务热线", "name_en": "Service line", "flow_id": main}),
            ("95599", {"name": "英语热线", "name_en": "English line", "flow_id": english, "language": "en"}),
        )
        return {
            number: await self._save("entry-points", number=number, browser=True, media=MEDIA[number], **body)
            for number, body in points
        }

    async def _person(self, person: Person, skills: dict[str, str], team_id: str) -> str:
        """The id of the agent; empty for who takes no calls."""
        user = await seed_user(
            self._parts,
            self._work,
            login=person.login,
            name=person.name,
            role=person.role,
            password=_password(self._parts, person),
        )
        if not person.agent_number:
            return ""
        given: dict[str, Any] = {
            "agent_number": person.agent_number,
            "team_id": team_id,
            "skills": {skills[code]: level for code, level in person.skills.items()},
        }
        if person.desk_phone:
            given |= {"phone": "desk", "endpoint": person.desk_phone}
        agents = self._center.agents
        user.agent_id, user.agent_number = await agents.save(self._work, None, person.name, given)
        return user.agent_id
