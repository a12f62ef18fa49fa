"""A prompt that was spoken by phone becomes a version, once, and only if it was kept."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI

from lingtong.apps.speech import SaidAlone
from lingtong.floor.ivr.prompts.by_phone import by_phone_router
from lingtong.floor.setup.tests.conftest import World
from lingtong.floor.setup.tests.test_prompt_versions import PROMPTS, heard, sound
from lingtong.foundation.identity import Principal

pytestmark = pytest.mark.room


@dataclass
class Dictaphone:
    states: dict[str, str] = field(default_factory=dict)

    async def ring(self, who: Principal, dictation: str) -> None:
        self.states[dictation] = "ringing"

    async def state(self, who: Principal, dictation: str) -> str:
        return self.states.get(dictation, "gone")


@pytest.fixture
def phone(world: World, tmp_path: Path) -> Dictaphone:
    """Its messages are files as the switch writes them."""
    one = Dictaphone()
    messages = SaidAlone(tmp_path / "messages")
    (tmp_path / "messages").mkdir()
    app: FastAPI = world.app
    app.include_router(by_phone_router(world.center.prompts, one, messages, world.parts.ids))
    return one


async def test_what_was_kept_by_phone_is_a_version(world: World, phone: Dictaphone, tmp_path: Path) -> None:
    from_wav = sound(500, kind="RAW", subtype="PCM_16")
    said = tmp_path / "messages" / "d-1-2.sln"
    said.write_bytes(from_wav)  # 16 kHz read as 8 kHz: an octave lower
    phone.states["d-1"] = "hearing"
    early = await world.admin.send("PUT", f"{PROMPTS}/zh/storm/dictations/d-1")
    assert (early.status_code, early.json()["code"]) == (409, "prompt.not_kept")
    phone.states["d-1"] = "kept:d-1-2"
    assert (await world.admin.get(f"{PROMPTS}/dictations/d-1")).json() == {"state": "kept"}
    answer = await world.admin.send("PUT", f"{PROMPTS}/zh/storm/dictations/d-1?text=暴雨")
    assert answer.json()["version"] == 1
    assert await heard(world, "storm") == 250
    assert not said.exists()
    assert (await world.admin.get(f"{PROMPTS}/zh/storm/versions")).json()[0]["source"] == "phone"
    again = await world.admin.send("PUT", f"{PROMPTS}/zh/storm/dictations/d-1")
    assert again.json()["code"] == "prompt.not_kept"


async def test_no_path_can_be_smuggled_in_and_nobody_rings_without_a_phone(
    world: World, phone: Dictaphone, tmp_path: Path
) -> None:
    (tmp_path / "secret.sln").write_bytes(bytes(16000))
    phone.states["d-2"] = "kept:../secret"
    answer = await world.admin.send("PUT", f"{PROMPTS}/zh/storm/dictations/d-2")
    assert answer.json()["code"] == "prompt.not_kept"
    assert (tmp_path / "secret.sln").exists()
    refused = await world.admin.send("POST", f"{PROMPTS}/dictations", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "prompt.no_phone")
    assert (await world.admin.get(f"{PROMPTS}/dictations/nobody")).json() == {"state": "gone"}
