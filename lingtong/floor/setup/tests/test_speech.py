"""Services that speak and recognize: a web service beside, programs of the machine, the voice of the demo."""

import base64
import json
import os
import resource
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lingtong.floor.ivr.errands import Answer
from lingtong.floor.ivr.graph import AnyNode, EntryPoint, Flow, PlayNode
from lingtong.floor.ivr.nodes.say import SayNode
from lingtong.floor.ivr.prompts.errors import SpeechUnavailable
from lingtong.floor.ivr.prompts.ports import Language, Speech
from lingtong.floor.ivr.prompts.speech.ahead import SpeechAhead, Spoken
from lingtong.floor.ivr.prompts.speech.cache import SpeechCache
from lingtong.floor.ivr.prompts.speech.errands import RecognizeErrand, SpeakErrand
from lingtong.floor.ivr.prompts.speech_id import speech_id
from lingtong.floor.ivr.steps import Say
from lingtong.floor.setup.tests.conftest import World
from lingtong.floor.setup.tests.test_prompt_versions import sound, tone_of
from lingtong.floor.turn import Errand
from lingtong.switch.ari.media import Sounds

pytestmark = pytest.mark.room
SPEECH = "/api/admin/speech"
Reply = Callable[[BaseHTTPRequestHandler, bytes], None]


@dataclass
class Cloud:
    """A speech service as clouds have them; `reply` is how it behaves."""

    url: str
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    reply: Reply | None = None


def answers(data: bytes, status: int = 200) -> Reply:
    def reply(request: BaseHTTPRequestHandler, _: bytes) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return reply


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            one.asked.append((dict(self.headers), body))
            assert one.reply is not None
            one.reply(self, body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one = Cloud(f"http://127.0.0.1:{server.server_port}/speak")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield one
    server.shutdown()
    server.server_close()


class Robot:
    fingerprint = "1"

    def speak(self, text: str, language: Language) -> Speech:
        return Speech((0.1 * np.sin(2 * np.pi * 300 * np.arange(16000) / 16000)).astype(np.float32), 16000)


@pytest.fixture
def robot(world: World) -> World:
    """The voice of the demonstration says everything at 300 Hz."""
    world.center.speaking._built_in = Robot()
    return world


def over_http(cloud: Cloud, **more: Any) -> dict[str, Any]:
    body = '{"input": "{text}", "voice": "{voice}", "lang": "{language}"}'
    given = {"name": "云", "url": cloud.url, "inside": True, "body": body, "answer": "data.0.audio"}
    return {**given, "voice_zh": "小云", "headers": ["Authorization: Bearer {key}"], **more}


def in_json(tone: int) -> Reply:
    return answers(json.dumps({"data": [{"audio": base64.b64encode(sound(tone)).decode()}]}).encode())


def program(folder: Path, name: str, script: str) -> str:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


async def say(world: World, service_id: str = "", text: str = '您好, "王"先生') -> Any:
    body = {"text": text, "language": "zh", "service_id": service_id}
    return await world.admin.send("POST", f"{SPEECH}/say", json=body)


def errand(kind: Any, **request: Any) -> Errand:
    return Errand(id="i:1", tenant_id="", interaction_id="i", kind=kind, request=request)


# --- the web service


async def test_a_web_service_speaks_with_its_key_which_nobody_sees_again(robot: World, cloud: Cloud) -> None:
    cloud.reply = in_json(880)
    service = await robot.make("speech-services", key="s3cret", **over_http(cloud))
    assert service["has_key"] is True
    assert "s3cret" not in json.dumps(service)
    answer = await say(robot, service["id"])
    assert answer.status_code == 200, answer.text
    assert tone_of(answer.content) == 880
    headers, body = cloud.asked[0]
    assert headers["Authorization"] == "Bearer s3cret"
    assert json.loads(body) == {"input": '您好, "王"先生', "voice": "小云", "lang": "zh"}
    moved = {**service, "url": cloud.url.replace("speak", "other")}
    changed = await robot.admin.send("PUT", f"/api/admin/speech-services/{service['id']}", json=moved)
    assert changed.json()["has_key"] is False, "a key goes to no other address"


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (answers(b"busy", 503), "http_503"),
        (answers(b"", 302), "http_302"),
        (answers(b"<html>"), "no_result"),
        (answers(b'{"data": []}'), "no_result"),
        (answers(b'{"data": [{"audio": "%%%"}]}'), "no_sound"),
        (answers(b'{"data": [{"audio": "AAAA"}]}'), "prompt.unreadable"),
        (answers(b"[" * 100_000), "no_result"),
    ],
)
async def test_a_service_that_answers_wrongly_is_told_and_the_caller_hears_the_other_voice(
    robot: World, cloud: Cloud, reply: Reply, why: str
) -> None:
    cloud.reply = reply
    service = await robot.make("speech-services", **over_http(cloud))
    assert (await say(robot, service["id"])).status_code in (422, 503)
    states = (await robot.admin.get(SPEECH)).json()
    assert [(one["service_id"], one["trouble"]) for one in states["services"]] == [(service["id"], why)]
    answer = await say(robot)
    assert (answer.status_code, tone_of(answer.content)) == (200, 300)


async def test_a_service_that_hangs_or_is_gone_costs_its_time_once(robot: World, cloud: Cloud) -> None:
    let_go = threading.Event()

    def hangs(_: BaseHTTPRequestHandler, __: bytes) -> None:
        let_go.wait(20)

    cloud.reply = hangs
    await robot.make("speech-services", **over_http(cloud, within=1))
    speaking = robot.center.speaking
    began = time.monotonic()
    name = speech_id("您好", "zh")
    assert await speaking.ready(robot.tenant_id, "zh", {name: "您好"}) == []
    assert 0.9 < time.monotonic() - began < 15
    asked = len(cloud.asked)
    other = speech_id("再见", "zh")
    assert await speaking.ready(robot.tenant_id, "zh", {other: "再见"}) == []
    assert len(cloud.asked) == asked, "it rests"
    let_go.set()
    (trouble,) = speaking.trouble.values()
    assert trouble.why == "too_late"
    gone = await robot.make("speech-services", **over_http(cloud, name="gone", url="http://127.0.0.1:9/x"))
    assert (await say(robot, gone["id"])).json()["params"]["why"] == "not_reached"


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest", "http://127.0.0.1:1/", "http://[::1]:1/"])
async def test_an_address_that_is_not_the_services_is_not_asked(robot: World, cloud: Cloud, url: str) -> None:
    service = await robot.make("speech-services", **over_http(cloud, url=url, inside="169" in url))
    assert (await say(robot, service["id"])).json()["params"]["why"] == "address_not_allowed"


# --- programs


@pytest.fixture
def many_files() -> Iterator[None]:
    """As a process has that serves a full floor."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 2500)), hard))
    with ExitStack() as files:
        for _ in range(1100):
            files.enter_context(Path(os.devnull).open())
        yield


@pytest.mark.usefixtures("many_files")
async def test_a_program_reads_the_text_and_writes_sound(robot: World, tmp_path: Path) -> None:
    (tmp_path / "said.wav").write_bytes(sound(660, kind="WAV"))
    script = f'cat > {tmp_path}/heard; echo "$@" > {tmp_path}/words; cat {tmp_path}/said.wav'
    speaking = robot.center.speaking
    speaking.programs = {"piper": (program(tmp_path, "piper", script), "--voice", "{voice}")}
    service = await robot.make(
        "speech-services", name="p", kind="command", program="piper", voice_zh="小 云; rm -rf /"
    )
    answer = await say(robot, service["id"], text="您好 $(id)")
    assert tone_of(answer.content) == 660
    assert (tmp_path / "heard").read_text() == "您好 $(id)"
    assert (tmp_path / "words").read_text() == "--voice 小 云; rm -rf /\n", "one word, and no shell"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("sleep 30 & sleep 30", "too_late"),
        ("exit 3", "exit_3"),
        ("cat >/dev/null; echo garbage", "prompt.unreadable"),
        ("cat /dev/zero", "too_large"),
        ("exec <&-; sleep 30", "too_late"),
    ],
)
async def test_a_program_that_goes_wrong_ends_in_its_time(
    robot: World, tmp_path: Path, script: str, why: str
) -> None:
    robot.center.speaking.programs = {"p": (program(tmp_path, "p", script),)}
    service = await robot.make("speech-services", name="p", kind="command", program="p", within=1)
    began = time.monotonic()
    assert (await say(robot, service["id"])).status_code in (422, 503)
    assert time.monotonic() - began < 15
    assert robot.center.speaking.trouble[service["id"]].why == why


async def test_only_programs_of_the_operator_run(robot: World) -> None:
    service = await robot.make("speech-services", name="p", kind="command", program="bash")
    assert (await say(robot, service["id"])).json()["params"]["why"] == "program_not_allowed"
    await robot.refused("POST", "speech-services", 422, name="q", kind="command", program="/bin/sh")
    await robot.refused("POST", "speech-services", 422, name="q", kind="command")
    await robot.refused("POST", "speech-services", 422, name="q", kind="http")


# --- what flows ask for


async def test_a_text_is_spoken_once_and_anew_by_another_voice(robot: World, cloud: Cloud) -> None:
    speaking, name = robot.center.speaking, speech_id("余额不足", "zh")
    sounds = Sounds(robot.parts.settings.prompts, "cn")
    done = SpeakErrand(speaking)

    async def run() -> Answer:
        one = Errand(
            id="i:1",
            tenant_id=robot.tenant_id,
            interaction_id="i",
            kind="speak",
            request={"language": "zh", "texts": {name: "余额不足"}},
        )
        return await done.run(one)

    assert await run() == Answer("done")
    address = f"sound:zh/{robot.tenant_id}/speech-{name}"
    assert sounds.addresses((f"speech:{name}",), "zh", robot.tenant_id) == [address]
    cloud.reply = in_json(880)
    await robot.make("speech-services", **over_http(cloud))
    file = robot.parts.settings.prompts / "zh" / robot.tenant_id / f"speech-{name}.wav"
    assert tone_of(file.read_bytes()) == 300
    for _ in range(3):
        assert await run() == Answer("done")
    assert tone_of(file.read_bytes()) == 880
    assert len(cloud.asked) == 1


async def test_without_any_voice_the_flow_goes_on_and_the_operator_sees_why(robot: World) -> None:
    class Mute:
        fingerprint = "0"

        def speak(self, text: str, language: Language) -> Speech:
            raise SpeechUnavailable("espeak-ng is not installed.")

    robot.center.speaking._built_in = Mute()
    one = errand("speak", language="zh", texts={"a": "您好"})
    answer = await SpeakErrand(robot.center.speaking).run(
        Errand(id=one.id, tenant_id=robot.tenant_id, interaction_id="i", kind="speak", request=one.request)
    )
    assert (answer.outcome, answer.why) == ("failed", "not_spoken")
    assert (await robot.admin.get(SPEECH)).json()["built_in"] is False


async def test_texts_without_variables_are_spoken_before_anybody_calls(robot: World) -> None:
    nodes: dict[str, AnyNode] = {
        "a": SayNode(kind="text", value="欢迎光临", next="b"),
        "b": PlayNode(prompt=("welcome", Say(kind="text", value="您好 {name}")), next="c"),
        "c": PlayNode(prompt=(Say(kind="text", value="再见"),), next=""),
    }
    flow = Flow(id="f", tenant_id=robot.tenant_id, name="f", start="a", nodes=nodes)
    entry = EntryPoint(
        id="e", tenant_id=robot.tenant_id, number="95598", name="e", flow_id="f", language="zh"
    )
    ahead = SpeechAhead(robot.center.speaking)
    assert await ahead.speak(Spoken(flows={"f": flow}, entry_points={"e": entry})) == 2
    folder = robot.parts.settings.prompts / "zh" / robot.tenant_id
    wanted = {f"speech-{speech_id(text, 'zh')}.wav" for text in ("欢迎光临", "再见")}
    assert {path.name for path in folder.glob("speech-*.wav")} == wanted
    assert await ahead.speak(Spoken(flows={"f": flow}, entry_points={"e": entry})) == 0


def test_what_was_not_said_for_long_goes_and_the_folder_keeps_its_size(tmp_path: Path) -> None:
    speech = Robot().speak("", "zh")
    cache = SpeechCache(tmp_path, 300_000, 1000.0)
    for number in range(10):
        cache.put("t", "zh", f"{number:03}", "v", speech)
        path = cache.path("t", "zh", f"{number:03}")
        os.utime(path, (time.time() - 100 + number,) * 2)
    os.utime(cache.path("t", "zh", "009"), (time.time() - 5000,) * 2)
    assert cache.has("t", "zh", "001", "v")
    assert cache.sweep("t") > 0
    left = sorted(path.stem for path in (tmp_path / "zh" / "t").glob("*.wav"))
    assert "speech-001" in left, "it was just said"
    assert "speech-009" not in left, "it is too old"
    assert sum(path.stat().st_size for path in (tmp_path / "zh" / "t").iterdir()) <= 310_000
    assert not cache.has("t", "zh", "001", "another voice")


# --- recognition


class Said:
    def __init__(self, data: bytes | None) -> None:
        self.data, self.forgotten = data, list[str]()

    def read(self, recording_id: str) -> bytes | None:
        return self.data

    def forget(self, recording_id: str) -> None:
        self.forgotten.append(recording_id)


async def recognized(world: World, said: Said) -> Answer:
    one = Errand(
        id="i:1",
        tenant_id=world.tenant_id,
        interaction_id="i",
        kind="recognize",
        request={"language": "zh", "message": "m-1"},
    )
    return await RecognizeErrand(world.center.speaking, said).run(one)


async def test_what_a_caller_says_is_recognized_by_the_web_or_a_program(
    robot: World, cloud: Cloud, tmp_path: Path
) -> None:
    said = Said(sound(kind="WAV"))
    assert await recognized(robot, said) == Answer("failed", {"text": ""}, "no_service")
    body = '{"audio": "{audio}", "key": "{key}"}'
    cloud.reply = answers('{"result": "查询余额"}'.encode())
    given = over_http(cloud, does="recognize", body=body, answer="result", key="k")
    await robot.make("speech-services", **given)
    assert await recognized(robot, said) == Answer("done", {"text": "查询余额"})
    asked = json.loads(cloud.asked[0][1])
    assert (asked["key"], base64.b64decode(asked["audio"])[:4]) == ("k", b"RIFF")
    assert said.forgotten == ["m-1", "m-1"], "what was said is kept nowhere"

    cloud.reply = answers(b"no", 500)
    script = f"head -c 4 > {tmp_path}/head; echo 人工服务"
    robot.center.speaking.programs = {"asr": (program(tmp_path, "asr", script),)}
    await robot.make("speech-services", name="asr", does="recognize", kind="command", program="asr", place=2)
    assert await recognized(robot, said) == Answer("done", {"text": "人工服务"})
    assert (tmp_path / "head").read_bytes() == b"RIFF"
    assert (await recognized(robot, Said(None))).why == "no_sound"
    answer = await robot.admin.send("POST", f"{SPEECH}/recognize", content=said.data)
    assert answer.json() == {"text": "人工服务"}


async def test_a_prompt_is_spoken_from_its_text(robot: World, cloud: Cloud) -> None:
    path = "/api/admin/prompts/zh/goodbye"
    assert (await robot.admin.send("POST", f"{path}/speak", json={})).status_code == 200
    rows = (await robot.admin.get("/api/admin/prompts")).json()
    row = next(one for one in rows if (one["name"], one["language"]) == ("goodbye", "zh"))
    assert (row["source"], row["generated"], row["text"]) == ("demo", True, "感谢您的来电，再见。")
    cloud.reply = in_json(880)
    await robot.make("speech-services", **over_http(cloud))
    assert (await robot.admin.send("POST", f"{path}/speak", json={"text": "慢走。"})).status_code == 200
    heard = await robot.admin.get(f"{path}/audio")
    assert tone_of(heard.content) == 880
    history = (await robot.admin.get(f"{path}/versions")).json()
    assert [(one["source"], one["text"]) for one in history] == [
        ("speech", "慢走。"),
        ("demo", "感谢您的来电，再见。"),
    ]
