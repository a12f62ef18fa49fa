"""Versions, uses and whole archives of prompts, by the api."""

import csv
import io
import zipfile
from typing import Any

import numpy as np
import pytest
import soundfile

from lingtong.floor.ivr.prompts.audio import FORMS
from lingtong.floor.ivr.prompts.ports import Language, Speech
from lingtong.floor.setup.tests.conftest import World

pytestmark = pytest.mark.room
PROMPTS = "/api/admin/prompts"


def sound(tone: int = 440, seconds: float = 1.0, loud: float = 0.1, kind: str = "FLAC", **more: Any) -> bytes:
    data = io.BytesIO()
    times = np.arange(int(16000 * seconds)) / 16000
    wave = np.clip(loud * np.sin(2 * np.pi * tone * times), -1, 1).astype(np.float32)
    soundfile.write(data, wave, 16000, format=kind, **more)
    return data.getvalue()


def tone_of(data: bytes) -> int:
    samples, rate = soundfile.read(io.BytesIO(data))
    strength = np.abs(np.fft.rfft(samples))
    return round(float(np.fft.rfftfreq(len(samples), 1 / rate)[strength.argmax()]))


def archive(rows: list[tuple[str, str, str, str]], files: dict[str, bytes]) -> bytes:
    table, packed = io.StringIO(), io.BytesIO()
    csv.writer(table).writerows([("name", "language", "text", "file"), *rows])
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("prompts.csv", table.getvalue())
        for name, data in files.items():
            into.writestr(name, data)
    return packed.getvalue()


class Whistler:
    fingerprint = "1"

    def speak(self, text: str, language: Language) -> Speech:
        return Speech((0.1 * np.sin(np.arange(16000) / 5)).astype(np.float32), 16000)


async def heard(world: World, name: str, language: str = "zh", version: int = 0) -> int:
    answer = await world.admin.get(f"{PROMPTS}/{language}/{name}/audio?version={version}")
    assert answer.status_code == 200, answer.text
    return tone_of(answer.content)


async def listed(world: World, name: str, language: str = "zh") -> dict[str, Any]:
    rows = (await world.admin.get(PROMPTS)).json()
    return next(row for row in rows if (row["name"], row["language"]) == (name, language))


async def test_every_recording_is_a_version_and_any_of_them_can_be_heard_again(world: World) -> None:
    path = f"{PROMPTS}/zh/storm"
    for tone, text in ((440, "第一版"), (880, "第二版"), (660, "")):
        answer = await world.admin.send("PUT", f"{path}?text={text}&source=microphone", content=sound(tone))
        assert answer.status_code == 200, answer.text
    history = (await world.admin.get(f"{path}/versions")).json()
    assert [(one["version"], one["text"], one["current"]) for one in history] == [
        (3, "第二版", True),
        (2, "第二版", False),
        (1, "第一版", False),
    ]
    assert {one["source"] for one in history} == {"microphone"}
    assert all(one["made_by"] and one["made_at"] for one in history)
    assert [await heard(world, "storm", version=n) for n in (1, 2, 3)] == [440, 880, 660]
    assert await heard(world, "storm") == 660

    assert (await world.admin.send("POST", f"{path}/versions/1/use")).status_code == 204
    assert await heard(world, "storm") == 440
    assert (await listed(world, "storm"))["text"] == "第一版"
    assert (await world.admin.send("POST", f"{path}/versions/9/use")).status_code == 404
    answer = await world.admin.send("PUT", f"{path}/text", json={"text": "暴雨通知"})
    assert answer.status_code == 204
    assert (await listed(world, "storm"))["text"] == "暴雨通知"


async def test_only_the_last_twenty_versions_are_kept(world: World) -> None:
    for _ in range(22):
        await world.admin.send("PUT", f"{PROMPTS}/zh/storm", content=sound(seconds=0.3))
    history = (await world.admin.get(f"{PROMPTS}/zh/storm/versions")).json()
    assert [one["version"] for one in history] == list(range(22, 2, -1))
    folder = world.center.library.folder / "versions" / world.tenant_id
    assert len(list(folder.iterdir())) == 20 * len(FORMS)


async def test_a_bad_microphone_is_told(world: World) -> None:
    for loud, clipped, quiet in ((3.0, True, False), (0.003, False, True), (0.3, False, False)):
        answer = await world.admin.send("PUT", f"{PROMPTS}/en/storm", content=sound(loud=loud))
        assert (answer.json()["clipped"], answer.json()["quiet"]) == (clipped, quiet)


async def test_what_is_not_read_says_how_to_make_something_that_is(world: World) -> None:
    for begins, name in (
        (b"\x00\x00\x00\x20ftypM4A ", "M4A"),
        (b"#!AMR\n", "AMR"),
        (b"\x1aE\xdf\xa3webm", "WebM"),
    ):
        answer = await world.admin.send("PUT", f"{PROMPTS}/zh/storm", content=begins + bytes(500))
        assert (answer.status_code, answer.json()["code"]) == (422, "prompt.format")
        assert answer.json()["params"]["format"] == name
        assert "ffmpeg" in answer.json()["message"]
    for kind, subtype in (("OGG", "OPUS"), ("MP3", None), ("AIFF", None), ("WAV", "ULAW")):
        content = sound(kind=kind, subtype=subtype)
        answer = await world.admin.send("PUT", f"{PROMPTS}/zh/storm", content=content)
        assert answer.status_code == 200, (kind, answer.text)


async def test_a_hundred_megabytes_are_refused_before_they_are_read(world: World) -> None:
    read = 0

    async def much() -> Any:
        nonlocal read
        for _ in range(100):
            read += 1
            yield bytes(1024 * 1024)

    answer = await world.admin.send("PUT", f"{PROMPTS}/zh/storm", content=much())
    assert (answer.status_code, answer.json()["code"]) == (413, "prompt.too_large")
    headers = {"Content-Length": str(100 * 1024 * 1024)}
    answer = await world.admin.send("PUT", f"{PROMPTS}/zh/storm", content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


async def test_a_script_in_a_name_stays_a_word_nobody_runs(world: World) -> None:
    for name in ("<script>alert(1)</script>", "..", "a%00b", "speech-1"):
        answer = await world.admin.send("PUT", f"{PROMPTS}/zh/{name}", content=sound())
        assert answer.status_code in (404, 405, 422), name
    answer = await world.admin.send("PUT", f"{PROMPTS}/zh/storm?text=<script>x</script>", content=sound())
    assert answer.status_code == 200
    assert (await listed(world, "storm"))["text"] == "<script>x</script>"


async def test_where_a_prompt_is_played(world: World) -> None:
    for name in ("hello", "fault_queue"):
        await world.admin.send("PUT", f"{PROMPTS}/zh/{name}", content=sound())
    queue = await world.make(
        "queues", number="3001", name="故障", whisper_queue=True, whisper_prompt="fault_queue"
    )
    await world.make("agents", agent_number="1001", name="王丽", greeting="hello")
    nodes = {
        "a": {"type": "play", "prompt": "hello", "next": "q"},
        "q": {"type": "queue", "queue_id": queue["id"]},
    }
    await world.make("flows", name="主流程", start="a", nodes=nodes)
    uses = (await world.admin.get(f"{PROMPTS}/uses/hello")).json()
    assert {(one["kind"], one["name"], one["node"], one["field"]) for one in uses} == {
        ("flows", "主流程", "a", ""),
        ("agents", "王丽", "", "greeting"),
    }
    uses = (await world.admin.get(f"{PROMPTS}/uses/fault_queue")).json()
    assert [(one["kind"], one["name"]) for one in uses] == [("queues", "故障")]
    assert [one["name"] for one in (await world.admin.get(f"{PROMPTS}/uses/queue_full")).json()] == [
        "refusal"
    ]
    assert (await listed(world, "hello"))["used"] == 2
    refusal = await world.refused("DELETE", "prompts/zh/hello", 409)
    assert refusal["params"]["dependents"] == "主流程, 王丽"


async def test_an_archive_is_taken_whole_and_back_again(world: World) -> None:
    world.center.library.build(Whistler(), {"welcome": {"zh": "您好", "en": "hello"}})
    await world.admin.send("PUT", f"{PROMPTS}/zh/welcome?text=旧的", content=sound(440))
    rows = [
        ("welcome", "zh", "新的", "zh/welcome.wav"),
        ("storm", "en", "'=A storm", "录音/storm.mp3"),
        ("goodbye", "zh", "还没有录音", ""),
    ]
    files = {"zh/welcome.wav": sound(880, kind="WAV"), "录音/storm.mp3": sound(660, kind="MP3")}
    answer = (await world.admin.send("POST", f"{PROMPTS}/imports", content=archive(rows, files))).json()
    assert (answer["prompts"], answer["wrong"]) == (2, [])
    assert (await heard(world, "welcome"), await heard(world, "storm", "en")) == (880, 660)
    assert (await listed(world, "storm", "en"))["text"] == "=A storm"

    packed = (await world.admin.get(f"{PROMPTS}/export")).content
    with zipfile.ZipFile(io.BytesIO(packed)) as inside:
        assert {"en/storm.wav", "zh/welcome.wav", "prompts.csv"} == set(inside.namelist())
        table = list(csv.DictReader(io.StringIO(inside.read("prompts.csv").decode("utf-8-sig"))))
    assert {row["name"]: row["text"] for row in table if row["file"]} == {
        "welcome": "新的",
        "storm": "'=A storm",
    }

    assert (await world.admin.get(f"{PROMPTS}/imports/last")).json() == {"import_id": answer["import_id"]}
    undone = await world.admin.send("POST", f"{PROMPTS}/imports/{answer['import_id']}/undo")
    assert undone.json() == {"prompts": 2}
    assert await heard(world, "welcome") == 440
    assert (await world.admin.get(f"{PROMPTS}/en/storm/audio")).status_code == 404
    again = await world.admin.send("POST", f"{PROMPTS}/imports/{answer['import_id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "prompt.nothing_to_undo")
    back = (await world.admin.send("POST", f"{PROMPTS}/imports", content=packed)).json()
    assert (back["prompts"], back["wrong"]) == (2, [])


async def test_one_wrong_file_keeps_the_whole_archive_out_and_all_wrong_ones_are_told(world: World) -> None:
    bomb = bytes(40 * 1024 * 1024)
    rows = [
        ("good", "zh", "", "good.wav"),
        ("Bad Name", "zh", "", "good.wav"),
        ("../../etc/cron", "zh", "", "good.wav"),
        ("fr", "fr", "", "good.wav"),
        ("gone", "zh", "", "../../../etc/passwd"),
        ("bomb", "zh", "", "bomb.wav"),
        ("html", "zh", "", "html.wav"),
        ("good", "zh", "", "good.wav"),
    ]
    files = {"good.wav": sound(), "bomb.wav": bomb, "html.wav": b"<html>", "../../evil.wav": sound()}
    packed = archive(rows, files)
    assert len(packed) < 200_000
    answer = (await world.admin.send("POST", f"{PROMPTS}/imports", content=packed)).json()
    assert answer["import_id"] == ""
    assert [(one["row"], one["code"]) for one in answer["wrong"]] == [
        (2, "prompt.name_invalid"),
        (3, "prompt.name_invalid"),
        (4, "prompt.language"),
        (5, "prompt.archive"),
        (6, "prompt.too_large"),
        (7, "prompt.unreadable"),
        (8, "prompt.twice"),
    ]
    assert (await world.admin.get(f"{PROMPTS}/zh/good/audio")).status_code == 404
    kept = world.center.library.folder / "versions" / world.tenant_id
    assert list(kept.iterdir()) == []
    for data in (b"", b"PK\x03\x04 no zip", archive([], {})[:60]):
        refused = await world.admin.send("POST", f"{PROMPTS}/imports", content=data)
        assert (refused.status_code, refused.json()["code"]) == (422, "prompt.archive")
