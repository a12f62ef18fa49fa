"""Recordings of real calls: pauses with their proof, segments over a transfer, rules of share and consent."""

import asyncio

import numpy as np
import pytest

from tests.journeys.test_nodes import ENTRY, flow, hears_and_presses
from tests.rig.floor import AGENT, CONSULTANT, CUSTOMER, Floor
from tests.rig.people import Json, Person

pytestmark = pytest.mark.journey
PIN = "24680"
LATE = 1.0  # seconds by which a switch on a full machine may do something later than it was told to


async def make_rule(floor: Floor, **fields: object) -> tuple[Person, str]:
    admin = await floor.person("admin")
    body = {"name": "journey", "queues": [floor.product.center.queue_id], **fields}
    made = await admin.ask("POST", "/api/admin/recording-rules", body)
    return admin, made["id"]


async def kept(floor: Floor, interaction_id: str) -> Json:
    """The recording, once it is kept and described."""
    boss = await floor.person("2001")

    def is_kept(record: Json) -> bool:
        return bool(record["recordings"]) and record["recordings"][0]["duration"] is not None

    record = await floor.record(interaction_id, has=is_kept)
    recording_id = record["recordings"][0]["id"]
    async with asyncio.timeout(30):
        while True:
            found: Json = await boss.get(f"/api/recordings/{recording_id}")
            if found["segments"] and found["kept"] == "local":
                return found
            await asyncio.sleep(0.2)


async def test_a_pause_by_the_second_agent_is_silence_of_that_length(floor: Floor) -> None:
    admin, rule_id = await make_rule(floor, form="flac", beep_every=0)
    try:
        li, zhou = await floor.desk("9001"), await floor.desk("9002", CONSULTANT, ready=False)
        customer = await floor.calls()
        await li.answer()
        await customer.hears(AGENT)
        await zhou.agent.ready()
        await li.do("blind_transfer", kind="agent", target=zhou.agent.agent_id, why="")
        await zhou.answer()
        await customer.hears(CONSULTANT)
        await zhou.do("pause_recording", on=True)
        await customer.hears(CONSULTANT, seconds=3)
        await zhou.do("pause_recording", on=False)
        await customer.hears(CONSULTANT)
        await customer.hangs_up()
        await li.agent.wrap_up()
        found = await kept(floor, await zhou.agent.wrap_up())
    finally:
        await admin.ask("DELETE", f"/api/admin/recording-rules/{rule_id}")
    (pause,) = found["pauses"]
    lasted = pause["until"] - pause["at"]
    assert pause["silent_from"] == pytest.approx(pause["at"], abs=LATE)
    assert pause["silent_until"] - pause["silent_from"] == pytest.approx(lasted, abs=LATE)
    assert lasted > 3
    kinds = [(one["kind"], one["agent"].split(" ")[0]) for one in found["segments"]]
    assert kinds[-3:] == [("talk", "李明"), ("transfer", ""), ("talk", "周涛")]
    assert (found["form"], found["encrypted"], found["rule_id"]) == ("flac", True, rule_id)
    boss = await floor.person("2001")
    assert (await boss.get(f"/api/recordings/{found['id']}/integrity"))["intact"] is True


async def test_a_share_of_nobody_records_nobody_and_says_so(floor: Floor) -> None:
    admin, rule_id = await make_rule(floor, share=0)
    try:
        li = await floor.desk("9001")
        customer = await floor.calls()
        await li.answer()
        await customer.hears(AGENT)
        await customer.hangs_up()
        record = await floor.record(await li.agent.wrap_up())
    finally:
        await admin.ask("DELETE", f"/api/admin/recording-rules/{rule_id}")
    assert record["recordings"] == []
    (why,) = [line["data"]["why"] for line in record["timeline"] if line["kind"] == "recording.skipped"]
    assert why == "share"


@pytest.mark.walks("consent")
@pytest.mark.parametrize(("key", "answer", "recorded"), [("1", "yes", True), ("2", "no", False)])
async def test_the_caller_is_asked_and_only_a_yes_is_recorded(
    floor: Floor, key: str, answer: str, recorded: bool
) -> None:
    asks = {
        "ask": {"type": "consent", "yes": "queue", "no": "queue", "silent": "bye"},
    }
    async with flow(floor, asks):
        admin, rule_id = await make_rule(floor, queues=[], consent="given")
        try:
            li = await floor.desk("9001")
            customer = await floor.calls(ENTRY)
            await hears_and_presses(customer, key)
            await li.answer()
            await customer.hears(AGENT)
            await customer.hangs_up()
            interaction_id = await li.agent.wrap_up()
            if recorded:
                recording = await floor.recording(interaction_id)
                assert recording.left.tones({"customer": CUSTOMER}) == {"customer"}
            record = await floor.record(interaction_id, has=lambda one: bool(one["timeline"]))
        finally:
            await admin.ask("DELETE", f"/api/admin/recording-rules/{rule_id}")
    said = {line["kind"]: line["data"] for line in record["timeline"]}
    assert said["recording.consent"]["answer"] == answer
    assert (bool(record["recordings"]), "recording.started" in said) == (recorded, recorded)
    assert said.get("recording.skipped", {}).get("why", "") == ("" if recorded else "consent")


async def test_a_program_with_a_token_pauses_a_call(floor: Floor) -> None:
    admin = await floor.person("admin")
    made = await admin.ask("POST", "/api/recording-storage/tokens", {"label": "payment page"})
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT)
    path, headers = "/api/recording-storage/pause", {"Authorization": f"Bearer {made['token']}"}
    body = {"agent_number": "9001", "paused": True}
    assert (await admin.http.post(path, json=body, headers={"Authorization": "Bearer x"})).status_code == 401
    done = await admin.http.post(path, json=body, headers=headers)
    assert done.status_code == 200, done.text
    await li.live.until(
        lambda live: any(c["recording"] == "paused" for c in live.calls.values()), what="pause"
    )
    assert (await admin.http.post(path, json={**body, "paused": False}, headers=headers)).status_code == 200
    await customer.hears(AGENT)
    await customer.hangs_up()
    recording = await floor.recording(await li.agent.wrap_up())
    assert recording.left.tones({"customer": CUSTOMER}) == {"customer"}
    assert np.any(recording.right.wave)


async def test_a_recording_is_said_by_the_own_phone(floor: Floor) -> None:
    li = await floor.desk("9001")
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT, seconds=2)
    await li.phone.hears(CUSTOMER)
    await customer.hangs_up()
    interaction_id = await li.agent.wrap_up()
    await floor.recording(interaction_id)
    record = await floor.record(interaction_id)
    mark = li.phone.mark()
    await li.agent.ask("POST", f"/api/recordings/{record['recordings'][0]['id']}/play-to-phone", {})
    await li.phone.rings(after=mark)
    await li.phone.answer()
    await li.phone.hears(CUSTOMER)


@pytest.mark.walks("recordings")
async def test_a_recording_is_heard_by_its_serial_from_outside_and_from_the_own_phone(floor: Floor) -> None:
    admin, li = await floor.person("admin"), await floor.desk("9001")
    path = f"/api/admin/agents/{li.agent.agent_id}"
    await admin.ask("PUT", path, {**await admin.get(path), "pin": PIN})
    customer = await floor.calls()
    await li.answer()
    await customer.hears(AGENT, seconds=3)
    await customer.hangs_up()
    found = await kept(floor, await li.agent.wrap_up())
    serial = found["serial"]

    async with flow(floor, {"hear": {"type": "recordings", "done": "bye", "refused": "bye"}}):
        caller = await floor.calls(ENTRY)
        await hears_and_presses(caller, f"9001#{PIN}#{serial}#")
        await caller.hears(AGENT, within=30)
        caller.press("#*")
        await caller.is_cleared()

    mark = li.phone.mark()
    await li.phone.dial(f"sip:*17@127.0.0.1:{floor.product.sip_port}")
    await li.phone.talks(after=mark)
    for key in f"{serial}#":
        await li.phone.press(key)
    await li.phone.hears(CUSTOMER, within=30)
    for key in "#*":
        await li.phone.press(key)
    await li.phone.is_cleared(within=20, after=mark)
    trail = (await admin.get("/api/admin/audit?act=recording.played"))["items"]
    assert [entry["data"]["by"] for entry in trail if entry["target"] == found["id"]] == ["phone"]
