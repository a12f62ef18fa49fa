from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from limits.storage import memory
from sqlalchemy import update

from lingtong.floor.live import api
from lingtong.floor.live.asking import A_SECOND, EngineDesk
from lingtong.floor.live.commands import Consult, Dial, Hold, SaveNotes
from lingtong.floor.live.supervising import Trail
from lingtong.floor.live.testing import FakeEngine, PlainParts, center_of
from lingtong.floor.live.visitors import Visitors
from lingtong.foundation.http import Parts
from lingtong.foundation.identity.tables import UserRow
from lingtong.foundation.identity.testing import Browser, app_of, people, signed_browser, unguarded

pytestmark = pytest.mark.room


class Desk:
    def __init__(self, parts: Parts, tenant_id: str) -> None:
        plain = PlainParts(center_of(tenant_id))
        self.parts, self.tenant_id = parts, tenant_id
        self.engine = FakeEngine(parts.bus, tenant_id)
        visitors = Visitors(plain, parts.clock)
        self.routes = api.routes(
            EngineDesk(parts.bus, plain, Trail(parts.database)), plain, plain, visitors, parts.settings
        )
        self.app = app_of(parts, self.routes)


@pytest.fixture
async def desk(parts: Parts) -> Desk:
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        for login, agent_id in (("agent", "wang"), ("supervisor", "wu")):
            await work.session.execute(
                update(UserRow).where(UserRow.login == login).values(agent_id=agent_id)
            )
    desk = Desk(parts, tenant_id)
    await desk.engine.start()
    return desk


@pytest.fixture
async def wang(desk: Desk) -> AsyncIterator[Browser]:
    async with signed_browser(desk.app, "agent") as it:
        yield it


async def ask(browser: Browser, **command: Any) -> tuple[int, dict[str, Any]]:
    answer = await browser.send("POST", "/api/commands", json=command)
    return answer.status_code, answer.json()


async def test_a_command_goes_to_the_engine_in_the_name_of_who_is_signed_in(
    desk: Desk, wang: Browser
) -> None:
    stolen = {"tenant_id": "other", "agent_id": "wu"}
    status, answer = await ask(wang, do="hold", interaction_id="a", **stolen)
    assert (status, answer["interaction_id"]) == (200, "new")
    assert desk.engine.commands == [Hold(tenant_id=desk.tenant_id, agent_id="wang", interaction_id="a")]


async def test_the_engines_no_reaches_the_browser_as_it_is(desk: Desk, wang: Browser) -> None:
    desk.engine.refuse = {
        "code": "call.gone",
        "status": 409,
        "message": "It ended.",
        "params": {"at": "10:43"},
    }
    status, body = await ask(wang, do="hold", interaction_id="a")
    assert (status, body["code"], body["message"], body["params"]) == (
        409,
        "call.gone",
        "It ended.",
        {"at": "10:43"},
    )


async def test_without_an_engine_the_answer_is_503(parts: Parts) -> None:
    tenant_id = await people(parts)
    async with parts.database.writing(tenant_id) as work:
        await work.session.execute(update(UserRow).where(UserRow.login == "agent").values(agent_id="wang"))
    async with signed_browser(Desk(parts, tenant_id).app, "agent") as it:
        status, body = await ask(it, do="set_ready")
    assert (status, body["code"]) == (503, "bus.nobody_answers")


async def test_numbers_are_checked_before_they_are_dialed(desk: Desk, wang: Browser) -> None:
    assert (await ask(wang, do="dial", number=" (0531) 8888-9999 "))[0] == 200
    assert (await ask(wang, do="dial", number="1002"))[0] == 200
    assert (await ask(wang, do="consult", interaction_id="a", kind="number", target="138 0000 2046"))[
        0
    ] == 200
    assert (await ask(wang, do="consult", interaction_id="a", kind="agent", target="any id"))[0] == 200
    numbers = [one.number if isinstance(one, Dial) else one.target for one in desk.engine.commands]
    assert numbers == ["053188889999", "1002", "13800002046", "any id"]
    assert isinstance(desk.engine.commands[2], Consult)
    refused = {
        "0044 20 7946 0000": "number.not_allowed",
        "+1 900 555 0100": "number.not_allowed",
        "call me": "number.unreadable",
        "13800;rm -rf": "number.unreadable",
    }
    for number, code in refused.items():
        assert (await ask(wang, do="dial", number=number))[1]["code"] == code
        transfer = {"do": "blind_transfer", "interaction_id": "a", "kind": "number", "target": number}
        assert (await ask(wang, **transfer))[1]["code"] == code
    assert len(desk.engine.commands) == 4


async def test_notes_travel_whole(desk: Desk, wang: Browser) -> None:
    notes = "电表 \u2028 <script>alert(1)</script> 🙂" * 50
    assert (await ask(wang, do="save_notes", interaction_id="a", notes=notes, revision=3))[0] == 200
    assert isinstance(desk.engine.commands[0], SaveNotes)
    assert desk.engine.commands[0].notes == notes


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", ""),
        (b"{", ""),
        (b"[]", ""),
        (b"null", ""),
        (b'"hold"', ""),
        (b"{}", ""),
        (b'{"do":"explode"}', "do"),
        (b'{"do":"hold"}', ""),
        (b'{"do":"hold","interaction_id":5}', "interaction_id"),
        (b'{"do":"mute","interaction_id":"a","on":"yes"}', "on"),
        (b'{"do":"consult","interaction_id":"a","kind":"planet","target":"x"}', "kind"),
        (b'{"do":"save_notes","interaction_id":"a","notes":"x","revision":1e400}', "revision"),
        (b'{"do":"hold","interaction_id":"\xff"}', ""),
        (b'{"do":"set_screen","alive":true}', "do"),
        (b"[" * 100_000, ""),
    ],
)
async def test_what_cannot_be_read_is_refused_with_its_place(
    desk: Desk, wang: Browser, body: bytes, field: str
) -> None:
    answer = await wang.send("POST", "/api/commands", content=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "request.invalid"
    assert answer.json()["errors"][0]["field"] == field
    assert desk.engine.commands == []


async def test_huge_bodies_and_texts_are_refused(desk: Desk, wang: Browser) -> None:
    huge = await wang.send("POST", "/api/commands", content=b"x" * 2_000_000)
    assert (huge.status_code, huge.json()["code"]) == (413, "request.too_large")
    status, body = await ask(wang, do="save_notes", interaction_id="a", notes="x" * 20_001, revision=1)
    assert (status, body["errors"][0]["field"]) == (422, "notes")


async def test_a_hand_that_is_too_fast_is_told_to_wait(
    desk: Desk, wang: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "time", SimpleNamespace(time=lambda: 1000.0))  # all in one second
    found = [await wang.send("POST", "/api/commands", json={"do": "set_ready"}) for _ in range(A_SECOND + 5)]
    assert [answer.status_code for answer in found] == [200] * A_SECOND + [429] * 5
    refused = found[-1]
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("command.too_many", "1")
    async with signed_browser(desk.app, "supervisor") as it:  # another hand is not held up
        assert (await ask(it, do="set_ready"))[0] == 200


async def test_only_agents_have_a_seat_to_act_from(desk: Desk) -> None:
    async with signed_browser(desk.app, "administrator") as it:
        assert (await ask(it, do="set_ready"))[1]["code"] == "seat.none"
    async with signed_browser(desk.app, "wallboard") as it:
        assert (await ask(it, do="set_ready"))[0] == 403
    async with signed_browser(desk.app, "agent") as it:
        bare = await it.client.post("/api/commands", json={"do": "set_ready"})
        assert (bare.status_code, bare.json()["code"]) == (403, "session.csrf")


async def test_the_browser_phone_is_given_to_its_agent_alone(desk: Desk, wang: Browser) -> None:
    found = await wang.get("/api/phone?window=w1")
    assert found.json() == {
        "uri": "sip:a-wang@lingtong",
        "name": "a-wang",
        "password": "secret",
        "socket": "/sip",
        "ice_servers": [],
    }
    assert found.headers["cache-control"] == "no-store"
    async with signed_browser(desk.app, "supervisor") as it:
        assert (await it.get("/api/phone")).json()["code"] == "phone.not_browser"


async def test_every_route_is_guarded(desk: Desk) -> None:
    assert unguarded(desk.app) == []


async def test_any_json_is_answered_without_an_accident(desk: Desk, wang: Browser) -> None:
    shapes: list[Any] = [1, "x", None, [], {"a": 1}, {"do": None}, True, {"do": {"do": "hold"}}, 1e308]
    for outer in ("interaction_id", "number", "target", "kind", "notes", "revision", "on", "do"):
        for shape in shapes:
            body = msgspec.json.encode({"do": "save_notes", outer: shape})
            answer = await wang.send("POST", "/api/commands", content=body)
            assert answer.status_code in {200, 422, 429}, answer.text
