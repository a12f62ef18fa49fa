from pathlib import Path

import pytest

from lingtong.floor.setup.tests.conftest import World
from lingtong.switch.runtime.render import check
from lingtong.switch.trunks.errors import PhoneUnknown

pytestmark = pytest.mark.room

TRUNK = {"name": "carrier", "kind": "registration", "host": "sip.example.com", "username": "95598"}


async def test_a_desk_phone_shows_its_secret_once(world: World) -> None:
    made = await world.make("phones", name="desk-1004", display_name="刘燕")
    assert len(made["secret"]) >= 32
    again = (await world.admin.get(f"/api/admin/phones/{made['id']}")).json()
    assert "secret" not in again
    assert "sealed_secret" not in again
    assert world.applied[-1].phones[0].secret == made["secret"]
    fresh = (await world.admin.send("POST", f"/api/admin/phones/{made['id']}/secret")).json()
    assert world.applied[-1].phones[0].secret == fresh["secret"] != made["secret"]
    assert (await world.admin.send("POST", "/api/admin/phones/none/secret")).status_code == 404


async def test_an_agent_at_a_desk_needs_a_desk_phone(world: World) -> None:
    refusal = await world.refused("POST", "agents", 422, agent_number="1004", name="刘燕", phone="desk")
    assert refusal["errors"][0]["field"] == "endpoint"
    await world.refused(
        "POST", "agents", 422, agent_number="1004", name="刘燕", phone="desk", endpoint="nowhere"
    )
    phone = await world.make("phones", name="desk-1004")
    agent = await world.make("agents", agent_number="1004", name="刘燕", phone="desk", endpoint="desk-1004")
    await world.refused(
        "POST", "agents", 422, agent_number="1005", name="x", phone="desk", endpoint="desk-1004"
    )
    refusal = await world.refused("DELETE", f"phones/{phone['id']}", 409)
    assert refusal["params"]["dependents"] == "agents: 1004 刘燕"
    body = {**agent, "phone": "browser"}
    del body["warnings"]
    answer = await world.admin.send("PUT", f"/api/admin/agents/{agent['id']}", json=body)
    assert answer.json()["endpoint"].startswith("a-1004-")


async def test_a_browser_phone_keeps_its_account_through_changes(world: World) -> None:
    agent = await world.make("agents", agent_number="1001", name="王丽")
    changed = await world.admin.send(
        "PUT", f"/api/admin/agents/{agent['id']}", json={"agent_number": "1009", "name": "王丽"}
    )
    assert changed.json()["endpoint"] == agent["endpoint"]
    async with world.parts.database.reading(world.tenant_id) as reader:
        phone = await world.center.phones.browser_phone(reader, agent["id"])
    assert phone.secret == world.applied[-1].phones[0].secret
    assert world.applied[-1].phones[0].display_name == "1009 王丽"
    await world.admin.send("DELETE", f"/api/admin/agents/{agent['id']}")
    async with world.parts.database.reading(world.tenant_id) as reader:
        with pytest.raises(PhoneUnknown):
            await world.center.phones.browser_phone(reader, agent["id"])


async def test_a_trunk_keeps_its_password_to_itself(world: World, tmp_path: Path) -> None:
    made = await world.make("trunks", **TRUNK, password="s3cret,with=signs", order=2)
    assert made["has_password"] is True
    assert "password" not in made
    assert not any("password" in name and name != "has_password" for name in made)
    assert world.applied[-1].trunks[0].password == "s3cret,with=signs"
    assert world.published[-1].trunks[made["id"]].order == 2
    body = {name: value for name, value in made.items() if name != "warnings"}
    await world.admin.send("PUT", f"/api/admin/trunks/{made['id']}", json={**body, "enabled": False})
    assert not world.applied[-1].trunks
    await world.admin.send("PUT", f"/api/admin/trunks/{made['id']}", json={**body, "revision": 2})
    assert world.applied[-1].trunks[0].password == "s3cret,with=signs"
    assert not written_anywhere(tmp_path, b"s3cret")
    audit = (await world.admin.get("/api/admin/audit")).text
    assert "s3cret" not in audit


def written_anywhere(folder: Path, secret: bytes) -> bool:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return any(secret in path.read_bytes() for path in files)


UNFIT: tuple[dict[str, object], ...] = (
    {"kind": "ip"},
    {"kind": "ip", "allowed_ips": ["0.0.0.0/0"]},
    {"kind": "ip", "allowed_ips": ["not an address"]},
    {"username": ""},
    {"password": None},
    {"host": "sip.example.com\nallow=all"},
    {"host": "-x"},
    {"host": ""},
    {"username": "a b"},
    {"password": "a\nb"},
    {"password": "a;b"},
    {"username": 'a"b'},
    {"name": "a-1001"},
    {"name": "Carrier"},
    {"port": 0},
    {"caller_number": "tel"},
)


async def test_a_trunk_that_would_not_work_or_not_be_safe_is_refused(world: World) -> None:
    for change in UNFIT:
        await world.refused("POST", "trunks", 422, **{**TRUNK, "password": "secret", **change})
    assert world.applied == []


async def test_whatever_can_be_saved_can_be_written_down_for_the_switch(world: World) -> None:
    queue = await world.make("queues", number="3001", name="一")
    flow = await world.simple_flow(queue["id"])
    await world.make("agents", agent_number="1001", name='O"Brien; \\ <sip:x>')
    await world.make("phones", name="desk-1", display_name='";=>')
    await world.make(
        "trunks", **{**TRUNK, "username": "a!#$%&'()*+,-./:=?@[]^_`{|}~", "password": "p@ss,word"}
    )
    await world.make(
        "trunks", name="t2", kind="ip", host="2001:db8::1", allowed_ips=["203.0.113.7/29", "2001:db8::/48"]
    )
    await world.make("entry-points", number="+86 (10) 9559-8", name="x", flow_id=flow["id"])
    assert world.published[-1].entry_points
    check(world.applied[-1])
