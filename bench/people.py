"""Makes the center of S7 in a fresh data folder, as an administrator would, and signs everybody in.

Passwords are not hashed three hundred times: nobody types one here. Prints what each desk needs as JSON.
"""

import asyncio
import json
import sys
from datetime import timedelta
from typing import Any

from bench.center import ALL, PROMPT, Size, lay_prompt
from bench.load import CARRIER
from lingtong.apps.center import CenterParts, join_center
from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.config import Secrets, Settings
from lingtong.foundation.db import Database, Work
from lingtong.foundation.db.migrate import upgrade
from lingtong.foundation.http import Parts
from lingtong.foundation.identity import seed_tenant, store
from lingtong.foundation.identity.sessions import csrf_token, hash_of
from lingtong.foundation.identity.tables import SessionRow, UserRow
from lingtong.kit import Ids, SystemClock


class People:
    def __init__(self, parts: Parts, center: CenterParts, work: Work) -> None:
        self._parts, self._center, self._work = parts, center, work

    async def make(self, size: Size) -> list[dict[str, str]]:
        skill = await self.save("skills", name="all", name_en="All")
        queue = await self.save(
            "queues",
            number="3001",
            name="all",
            name_en="All",
            skills={skill: 1},
            after_call_work=0,
            recorded=False,
        )
        nodes = {
            "answer": {"type": "answer", "next": "menu"},
            "menu": {"type": "menu", "prompt": PROMPT, "keys": {"1": "queue"}, "otherwise": "bye"},
            "queue": {"type": "queue", "queue_id": queue},
            "bye": {"type": "hang_up"},
        }
        flow = await self.save("flows", name="all", name_en="All", start="answer", nodes=nodes)
        await self.save("entry-points", number=ALL, name="all", name_en="All", flow_id=flow)
        await self.carrier(ALL)
        role = await self.role("agent")
        return [
            await self.desk(name, 1000 + place, role, {skill: 5}) for place, name in enumerate(size.names)
        ]

    async def carrier(self, number: str) -> None:
        await self.save(
            "trunks",
            name="carrier",
            kind="ip",
            host=CARRIER,
            port=9,
            allowed_ips=[CARRIER],
            caller_number=number,
        )

    async def role(self, code: str) -> str:
        return next(one.id for one in await store.roles(self._work.session) if one.code == code)

    async def desk(self, name: str, number: int, role: str, skills: dict[str, int]) -> dict[str, str]:
        kind = self._center.kind("phones")
        phone = await self._center.catalog.save(self._work, kind, {"name": name}, by=None)
        given: dict[str, Any] = {
            "agent_number": str(number),
            "phone": "desk",
            "endpoint": name,
            "skills": skills,
        }
        agent_id, agent_number = await self._center.agents.save(self._work, None, name, given)
        signed_in = await self.session(name, role, agent_id, agent_number)
        return {"name": name, "secret": phone.once["secret"], **signed_in}

    async def session(
        self, name: str, role: str, agent_id: str | None = None, agent_number: str | None = None
    ) -> dict[str, str]:
        """Somebody new who is signed in."""
        now, ids = self._parts.clock.now(), self._parts.ids
        user = UserRow(
            id=ids.new(),
            login=name,
            name=name,
            role_id=role,
            password_hash="-",
            agent_id=agent_id,
            agent_number=agent_number,
            created_at=now,
        )
        self._work.session.add(user)
        await self._work.session.flush()
        token = ids.new()
        session = SessionRow(
            id=ids.new(),
            user_id=user.id,
            token_hash=hash_of(token),
            created_at=now,
            rotated_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=1),
        )
        self._work.session.add(session)
        csrf = csrf_token(self._parts, session.id)
        return {"token": token, "csrf": csrf, "agent_id": agent_id or ""}

    async def save(self, kind: str, /, **body: Any) -> str:
        saved = await self._center.catalog.save(self._work, self._center.kind(kind), body, by=None)
        return str(saved.item.id)


async def made_with(people: type[People], agents: int) -> list[dict[str, str]]:
    settings, clock, bus = Settings(), SystemClock(), InProcessBus()
    settings.data.mkdir(parents=True, exist_ok=True)
    lay_prompt(settings.prompts)
    await upgrade(settings.database_url)
    secrets, ids = Secrets(settings.secrets_file), Ids(clock)
    database = Database(settings.database_url, bus.publish)
    parts = Parts(settings=settings, secrets=secrets, database=database, bus=bus, clock=clock, ids=ids)
    center = join_center(settings=settings, secrets=secrets, database=database, bus=bus, clock=clock, ids=ids)
    try:
        tenant_id = await seed_tenant(parts, "bench", "Bench")
        async with database.writing(tenant_id) as work:
            return await people(parts, center, work).make(Size(agents))
    finally:
        await database.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(made_with(People, int(sys.argv[1])))))
