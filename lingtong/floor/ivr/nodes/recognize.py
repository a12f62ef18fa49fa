from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Finding, Node
from lingtong.floor.ivr.nodes.menu import KEYS
from lingtong.floor.ivr.steps import Cue, Done, Key, Parts, PromptEnded, Silence, Step

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

LISTENING = "listening"
_STATE, _BY_KEY = "asks", "key"


class HearSpeech(Step, frozen=True):
    """Keep what the caller says next; `said`, `empty` or `failed` ends it."""

    recording_id: str
    at_most: float
    silence: float


class StopHearing(Step, frozen=True):
    recording_id: str


class RecognizeNode(Node, frozen=True, kw_only=True, tag="recognize"):
    """What the caller says becomes text, by the speech provider. A key of `keys` leads on at any moment.

    Where nothing was understood, or nobody recognizes, `key_prompt` asks for a key instead.
    """

    GROUP: ClassVar = "ask"
    FIELDS: ClassVar = (
        Field("prompt", "prompt", needed=True),
        Field("into", "variable", needed=True),
        Field("at_most", "seconds", least=2, most=30),
        Field("silence", "seconds", least=1, most=10, more=True),
        Field("within", "seconds", least=2, most=25, more=True),
        Field("key_prompt", "prompt"),
        Field("keys", "key_map"),
        Field("wait", "seconds", least=1, most=60, more=True),
        Field("done", "exit"),
        Field("failed", "exit"),
    )

    prompt: Parts
    into: str
    at_most: float = 8.0
    silence: float = 2.0
    within: float = 8.0
    key_prompt: Parts = ""
    keys: dict[str, str] = {}
    wait: float = 6.0
    done: str = ""
    failed: str = ""

    def uses(self, key: str) -> bool:
        return key in self.keys

    def takes_keys(self) -> bool:
        return True

    def takes_keys_while(self, awaiting: str) -> bool:
        return awaiting == LISTENING

    def can_interrupt(self) -> bool:
        return True

    def enter(self, walk: "Walk") -> str | None:
        walk.say(self.prompt)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, Key):
            return self._pressed(walk, cue.key)
        if isinstance(cue, Silence):
            return "failed"
        if walk.position.state.get(_STATE) == _BY_KEY:
            walk.await_key(self.wait)
            return None
        if isinstance(cue, PromptEnded):
            said = HearSpeech(_recording_id(walk), self.at_most, self.silence)
            walk.await_outside(LISTENING, said)
            return None
        return self._came(walk, cue)

    def _came(self, walk: "Walk", cue: Done) -> str | None:
        if cue.exit == "said":
            request: dict[str, str | dict[str, str]] = {
                "language": walk.world.language,
                "message": _recording_id(walk),
            }
            walk.run("recognize", request, self.within)
            return None
        text = cue.values.get("text", "").strip()
        if cue.exit == "done" and text:
            walk.assign(self.into, text)
            return "done"
        return self._ask_for_a_key(walk)

    def _pressed(self, walk: "Walk", key: str) -> str | None:
        listens = walk.position.awaiting == LISTENING
        if listens and key in self.keys:
            walk.give(StopHearing(_recording_id(walk)))
        if key in self.keys:
            return key
        return None if listens else self._ask_for_a_key(walk)

    def _ask_for_a_key(self, walk: "Walk") -> str | None:
        ahead, walk.keys.ahead = walk.keys.ahead, ""
        for key in ahead:
            if key in self.keys:
                return key
        walk.position.tries += 1
        if not (self.key_prompt and self.keys) or walk.position.tries > 2:
            return "failed"
        walk.position.state = {_STATE: _BY_KEY}
        walk.say(self.key_prompt)
        return None

    def check(self, around: "Around") -> Iterator[Finding]:
        if any(key not in KEYS for key in self.keys):
            yield around.finding("key_invalid", "This is no key of a telephone.", "keys")
        if not (self.keys and self.key_prompt):
            message = "Callers who are not understood can press no key: give keys and the prompt for them."
            yield around.finding("no_key_fallback", message, "key_prompt", "warning")


def _recording_id(walk: "Walk") -> str:
    return walk.visit_id.replace(":", "-")
