"""A recording is heard by phone: its serial number is keyed in, keys pause it and move about in it."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Cue, Done, Key, Parts, Prompt, PromptEnded

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

BACK, PAUSE, ON, REPEAT, ANOTHER, HELP = "1", "2", "3", "0", "#", "*"
BY = 10.0  # seconds back or on
LONGEST = 12  # digits
WITHIN = 25.0  # seconds in which a recording is made ready to be heard
PAUSED = 60.0  # seconds after which a pause is looked at again
MOST_PAUSES = 10
STEP, AT, SINCE = "step", "at", "since"


class RecordingsNode(Node, frozen=True, kw_only=True, tag="recordings"):
    """Lets people of the center hear recordings from any phone: agent number, PIN, then serial numbers.

    Who calls from the own phone is known and asked for no PIN. `refused`: the PIN was wrong too often, here
    or before; `done`: whoever called has heard enough.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("number_prompt", "prompt", more=True),
        Field("pin_prompt", "prompt", more=True),
        Field("serial_prompt", "prompt", more=True),
        Field("tries", "number", least=1, most=5, more=True),
        Field("wait", "seconds", least=1, most=60, more=True),
        Field("between", "seconds", least=1, most=30, more=True),
        Field("done", "exit"),
        Field("refused", "exit"),
    )

    number_prompt: Parts = "desk_agent_number"
    pin_prompt: Parts = "desk_pin"
    serial_prompt: Parts = "recording_serial"
    tries: int = 3
    wait: float = 10.0
    between: float = 6.0
    done: str = ""
    refused: str = ""

    def exits_unasked(self) -> dict[str, str]:
        """Who types nothing is refused in the end."""
        return {"refused": self.refused}

    def uses(self, key: str) -> bool:  # noqa: ARG002
        return True

    def takes_keys(self) -> bool:
        return True

    def collects(self) -> bool:
        return True

    def can_interrupt(self) -> bool:
        return True

    def enter(self, walk: "Walk") -> str | None:
        agent_id = walk.world.person()
        walk.position.state = {STEP: "serial" if agent_id else "number", "agent": agent_id}
        walk.say(self.serial_prompt if agent_id else self.number_prompt)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, Done):
            return self._fetched(walk, cue)
        if walk.position.state.get("media"):
            return self._listened(walk, cue)
        if isinstance(cue, PromptEnded):
            walk.await_key(self.between if walk.keys.typed else self.wait)
            return None
        return self._typed(walk, cue.key) if isinstance(cue, Key) else self._finish(walk)

    # --- typing

    def _typed(self, walk: "Walk", key: str) -> str | None:
        if key == "#":
            return self._finish(walk)
        if key == "*" and not walk.keys.typed and walk.position.state[STEP] == "serial":
            return "done"
        walk.keys.typed = "" if key == "*" else (walk.keys.typed + key)[:LONGEST]
        walk.await_key(self.between if walk.keys.typed else self.wait)
        return None

    def _finish(self, walk: "Walk") -> str | None:
        typed, walk.keys.typed = walk.keys.typed, ""
        state = walk.position.state
        if not typed:
            return self._again(walk, "no_key", state[STEP])
        if state[STEP] == "number":
            walk.keys.first = typed
            self._ask(walk, "pin")
            return None
        if state[STEP] == "pin":
            return self._signed(walk, typed)
        walk.run("recording", {"agent": state["agent"], "serial": typed}, WITHIN)
        return None

    def _signed(self, walk: "Walk", pin: str) -> str | None:
        number, walk.keys.first = walk.keys.first, ""
        agent_id = walk.world.by_pin(number, pin)
        if not agent_id:
            return self._again(walk, "pin_wrong", "number")
        walk.position.tries = 0
        walk.position.state = {STEP: "serial", "agent": agent_id}
        self._ask(walk, "serial")
        return None

    def _again(self, walk: "Walk", why: Parts, step: str) -> str | None:
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "done" if walk.position.state["agent"] else "refused"
        self._ask(walk, step, why)
        return None

    def _ask(self, walk: "Walk", step: str, why: Parts = "") -> None:
        asks = {"number": self.number_prompt, "pin": self.pin_prompt, "serial": self.serial_prompt}
        walk.position.state[STEP] = step
        walk.keys.ahead = ""
        walk.say(why, asks[step])

    # --- listening

    def _fetched(self, walk: "Walk", answer: Done) -> str | None:
        media = answer.values.get("media", "")
        if answer.exit != "done" or not media:
            unknown = answer.exit in ("empty", "refused")
            return self._again(walk, "recording_unknown" if unknown else "recording_not_now", "serial")
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
            self._ask(walk, "serial")
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
