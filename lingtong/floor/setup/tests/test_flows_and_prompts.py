import io

import numpy as np
import pytest
import soundfile

from lingtong.floor.ivr.prompts.ports import Language, Samples, Speech
from lingtong.floor.setup.tests.conftest import World
from lingtong.switch.ari.media import Sounds

pytestmark = pytest.mark.room

TONE = (0.1 * np.sin(np.arange(16000) / 5)).astype(np.float32)


class Whistler:
    fingerprint = "1"

    def speak(self, text: str, language: Language) -> Speech:
        return Speech(TONE, 16000)


def recording(samples: Samples = TONE) -> bytes:
    data = io.BytesIO()
    soundfile.write(data, samples, 16000, format="FLAC")
    return data.getvalue()


async def test_a_broken_flow_is_refused_with_everything_that_is_wrong(world: World) -> None:
    nodes = {
        "menu": {"type": "menu", "prompt": "main_menu", "keys": {"1": "nowhere"}, "otherwise": "menu"},
        "queue": {"type": "queue", "queue_id": "gone"},
    }
    refusal = await world.refused("POST", "flows", 422, name="x", start="menu", nodes=nodes)
    assert {error["field"] for error in refusal["errors"]} == {"nodes.menu", "nodes.queue"}
    unreadable = {"a": {"type": "magic"}, "b": {"type": "play"}, "c": {}}
    refusal = await world.refused("POST", "flows", 422, name="x", start="a", nodes=unreadable)
    assert {error["field"] for error in refusal["errors"]} == {"nodes.a", "nodes.b", "nodes.c"}
    assert world.published == []


async def test_the_version_of_a_flow_counts_its_saves(world: World) -> None:
    queue = await world.make("queues", number="3001", name="一")
    flow = await world.simple_flow(queue["id"])
    body = {name: value for name, value in flow.items() if name != "warnings"}
    changed = await world.admin.send("PUT", f"/api/admin/flows/{flow['id']}", json=body)
    assert (flow["version"], changed.json()["version"]) == (1, 2)


async def test_an_own_recording_takes_the_place_of_the_built_in_one(world: World) -> None:
    library = world.center.library
    library.build(Whistler())
    answer = await world.admin.send("PUT", "/api/admin/prompts/zh/welcome?text=您好", content=recording())
    assert answer.json() == {"seconds": 1.0, "version": 1, "clipped": False, "quiet": False}
    assert (library.folder / "zh" / world.tenant_id / "welcome.wav").is_file()
    assert not (library.folder / "en" / world.tenant_id / "welcome.wav").exists()
    listed = {(row["language"], row["generated"]) for row in await prompts(world) if row["name"] == "welcome"}
    assert listed == {("zh", False), ("en", True)}
    heard = await world.admin.get("/api/admin/prompts/zh/welcome/audio")
    assert heard.content[:4] == b"RIFF"
    assert (await world.admin.send("DELETE", "/api/admin/prompts/zh/welcome")).status_code == 204
    assert not (library.folder / "zh" / world.tenant_id / "welcome.wav").exists()
    assert (await world.admin.send("DELETE", "/api/admin/prompts/zh/welcome")).status_code == 404


async def test_a_new_prompt_in_one_language_is_heard_in_both_with_a_warning(world: World) -> None:
    nodes = {"hello": {"type": "play", "prompt": "storm", "next": ""}}
    await world.refused("POST", "flows", 422, name="x", start="hello", nodes=nodes)
    await world.admin.send("PUT", "/api/admin/prompts/zh/storm", content=recording())
    flow = await world.make("flows", name="x", start="hello", nodes=nodes)
    assert [warning["code"] for warning in flow["warnings"]] == ["flow.prompt_language_missing"]
    rows = {row["language"]: row for row in await prompts(world) if row["name"] == "storm"}
    assert (rows["zh"]["spoken"], rows["en"]["spoken"]) == ("zh", "zh")
    sounds = Sounds(world.center.library.folder, "cn")
    said = f"sound:zh/{world.tenant_id}/storm"
    assert sounds.addresses(("prompt:storm",), "en", world.tenant_id) == [said]
    refusal = await world.refused("DELETE", "prompts/zh/storm", 409)
    assert refusal["params"]["dependents"] == "x"


async def test_the_music_of_a_queue_reaches_the_switch_when_its_recording_comes_and_goes(
    world: World,
) -> None:
    queue = await world.make("queues", number="3001", name="一", music="jazz")
    told = len(world.applied)
    await world.admin.send("PUT", "/api/admin/prompts/zh/jazz", content=recording())
    (music,) = world.applied[-1].music
    assert (music.queue_id, music.tenant_id, music.prompt) == (queue["id"], world.tenant_id, "jazz")
    assert len(world.applied) == told + 1
    await world.admin.send("PUT", "/api/admin/prompts/zh/jazz", content=recording())
    assert len(world.applied) == told + 1, "the same file with another sound"
    refusal = await world.refused("DELETE", "prompts/zh/jazz", 409)
    assert refusal["params"]["dependents"] == "一"
    body = {name: value for name, value in queue.items() if name != "warnings"}
    await world.admin.send("PUT", f"/api/admin/queues/{queue['id']}", json=body | {"music": ""})
    assert world.applied[-1].music == ()
    told = len(world.applied)
    assert (await world.admin.send("DELETE", "/api/admin/prompts/zh/jazz")).status_code == 204
    assert len(world.applied) == told + 1
    await world.refused("POST", "queues", 422, number="3002", name="二", music="../jazz")


async def test_bad_uploads_are_refused_clearly(world: World) -> None:
    for name, content, status, code in (
        ("Welcome", recording(), 422, "prompt.name_invalid"),
        ("..%2Fwelcome", recording(), 404, "not_found"),
        ("welcome", b"", 422, "prompt.unreadable"),
        ("welcome", b"<html>", 422, "prompt.unreadable"),
        ("welcome", recording(np.zeros(16000, dtype=np.float32)), 422, "prompt.silent"),
        ("welcome", bytes(10 * 1024 * 1024 + 1), 413, "prompt.too_large"),
    ):
        answer = await world.admin.send("PUT", f"/api/admin/prompts/zh/{name}", content=content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (
        await world.admin.send("PUT", "/api/admin/prompts/fr/welcome", content=recording())
    ).status_code == 422
    assert world.published == []


async def prompts(world: World) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = (await world.admin.get("/api/admin/prompts")).json()
    return rows
