"""A recording is heard by phone: its serial number is keyed in, keys pause it and move about in it."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field
from lingtong.floor.ivr.nodes.signed_in import AGENT, NUMBER, PIN, STEP, SignedInNode
from lingtong.floor.ivr.steps import Cue, Done, Key, Parts, Prompt, PromptEnded

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

BACK, PAUSE, ON, REPEAT, ANOTHER, HELP = "1", "2", "3", "0", "#", "*"
BY = 10.0  # seconds back or on
WITHIN = 25.0  # seconds in which a recording is made ready to be heard
PAUSED = 60.0  # seconds after which a pause is looked at again
MOST_PAUSES = 10
AT, SINCE = "at", "since"


class RecordingsNode(SignedInNode, frozen=True, kw_only=True, tag="recordings"):
    """Lets people of the center hear recordings from any phone: agent number, PIN, then serial numbers.

    `done`: whoever called has heard enough.
    """

    FIELDS: ClassVar = (
        *SignedInNode.WHO,
        Field("serial_prompt", "prompt", more=True),
        *SignedInNode.LIMITS,
        Field("done", "exit"),
        Field("refused", "exit"),
    )

    serial_prompt: Parts = "recording_serial"
    done: str = ""

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, Done):
            return self._fetched(walk, cue)
        if walk.position.state.get("media"):
            return self._listened(walk, cue)
        if walk.position.state[STEP] in (NUMBER, PIN):
            return self._signs_in(walk, cue)
        return self._named(walk, cue)

    # --- which recording

    def _known(self, walk: "Walk") -> None:
        self._ask(walk)

    def _ask(self, walk: "Walk", why: Parts = "") -> None:
        walk.position.state[STEP] = "serial"
        if why:
            walk.keys.ahead = ""
        walk.say(why, self.serial_prompt)

    def _named(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, Key) and cue.key == "*" and not walk.keys.typed:
            return "done"
        typed = self._typed(walk, cue)
        if typed:
            walk.run("recording", {"agent": walk.position.state[AGENT], "serial": typed}, WITHIN)
        return self._again(walk, "no_key") if typed == "" else None

    def _again(self, walk: "Walk", why: Parts) -> str | None:
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "done"
        self._ask(walk, why)
        return None

    # --- listening

    def _fetched(self, walk: "Walk", answer: Done) -> str | None:
        media = answer.values.get("media", "")
        if answer.exit != "done" or not media:
            unknown = answer.exit in ("empty", "refused")
            return self._again(walk, "recording_unknown" if unknown else "recording_not_now")
        walk.position.tries = 0
        seconds = answer.values.get("seconds", "0")
        walk.position.state |= {"media": media, "seconds": seconds, AT: "0", STEP: "help"}
        walk.keys.ahead = ""
        walk.say("recording_keys")
        return None

    def _listened(self, walk: "Walk", cue: Cue) -> str | None:
        state = walk.position.state
        if isinstance(cue, Key):
            return self._pressed(walk, cue.key)
        if isinstance(cue, PromptEnded) and state[STEP] == "help":
            self._play(walk, float(state[AT]))
            return None
        if isinstance(cue, PromptEnded) and state[STEP] == "playing":
            self._over(walk)
            return None
        if isinstance(cue, PromptEnded):
            walk.await_key(self.wait)
            return None
        return self._silent(walk)

    def _silent(self, walk: "Walk") -> str | None:
        """A pause may be long; who says nothing after the end has heard enough."""
        walk.position.tries += 1
        most = MOST_PAUSES if walk.position.state[STEP] == "paused" else self.tries
        if walk.position.tries >= most:
            return "done"
        walk.await_key(PAUSED if walk.position.state[STEP] == "paused" else self.wait)
        return None

    def _pressed(self, walk: "Walk", key: str) -> str | None:
        state, at = walk.position.state, _place(walk)
        walk.position.tries = 0
        if key == ANOTHER:
            state["media"] = ""
            self._ask(walk)
        elif key == PAUSE and state[STEP] == "playing":
            state |= {STEP: "paused", AT: str(at)}
            walk.await_key(PAUSED)
        elif key == HELP:
            state |= {STEP: "help", AT: str(at)}
            walk.say("recording_keys")
        else:
            self._play(walk, {BACK: at - BY, ON: at + BY, REPEAT: 0.0}.get(key, at))
        return None

    def _play(self, walk: "Walk", at: float) -> None:
        state = walk.position.state
        at = max(at, 0.0)
        if at >= float(state["seconds"]):
            return self._over(walk)
        state |= {STEP: "playing", AT: str(at), SINCE: walk.world.now.isoformat()}
        walk.keys.ahead = ""
        walk.position.awaiting = "prompt"
        walk.give(Prompt((state["media"],), at))

    def _over(self, walk: "Walk") -> None:
        state = walk.position.state
        state |= {STEP: "over", AT: state["seconds"]}
        walk.keys.ahead = ""
        walk.say("recording_over")


def _place(walk: "Walk") -> float:
    """How far the recording has come, in seconds."""
    state = walk.position.state
    at = float(state[AT])
    if state[STEP] == "playing":
        at += (walk.world.now - datetime.fromisoformat(state[SINCE])).total_seconds()
    return min(at, float(state["seconds"]))
