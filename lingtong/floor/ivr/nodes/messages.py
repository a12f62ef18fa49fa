"""Messages are heard by phone: how many wait, one after the other, and a key says what becomes of each."""

from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field, Node
from lingtong.floor.ivr.steps import Cue, Done, Key, Parts, PromptEnded, Say

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

KEYS = {"2": "keep", "3": "delete"}
LONGEST = 12  # digits
WITHIN = 25.0  # seconds in which a message is made ready to be heard
STEP, AGENT = "step", "agent"
WORDS = {"keep": "messages_kept", "delete": "messages_deleted"}
OF_MESSAGE = ("id", "phase", "number", "day", "time", "media")


class MessagesNode(Node, frozen=True, kw_only=True, tag="messages"):
    """Lets agents hear the messages of their boxes from any phone: agent number, PIN, then by keys.

    Who calls from the own phone is known and asked for no PIN. `call`: the number of the one who left the
    message is in the variable `into`; `refused`: the PIN was wrong too often, here or before.
    """

    GROUP: ClassVar = "data"
    FIELDS: ClassVar = (
        Field("number_prompt", "prompt", more=True),
        Field("pin_prompt", "prompt", more=True),
        Field("into", "variable", more=True),
        Field("tries", "number", least=1, most=5, more=True),
        Field("wait", "seconds", least=1, most=60, more=True),
        Field("between", "seconds", least=1, most=30, more=True),
        Field("done", "exit"),
        Field("call", "exit"),
        Field("refused", "exit"),
    )

    number_prompt: Parts = "desk_agent_number"
    pin_prompt: Parts = "desk_pin"
    into: str = ""
    tries: int = 3
    wait: float = 10.0
    between: float = 6.0
    done: str = ""
    call: str = ""
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
        walk.position.state = {STEP: "number", AGENT: agent_id}
        if agent_id:
            self._ask_for(walk, "open")
        else:
            walk.say(self.number_prompt)
        return None

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, Done):
            return self._answered(walk, cue)
        step = walk.position.state[STEP]
        if step in ("number", "pin"):
            return self._at_the_door(walk, cue)
        if step == "leave":
            return "done"
        if step == "heard":
            return self._pressed(walk, cue.key) if isinstance(cue, Key) else self._waits(walk, cue)
        self._ask_for(walk, "next")
        return None

    # --- who calls

    def _at_the_door(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, Key) and cue.key != "#":
            walk.keys.typed = "" if cue.key == "*" else (walk.keys.typed + cue.key)[:LONGEST]
        elif not isinstance(cue, PromptEnded):
            return self._typed(walk)
        walk.await_key(self.between if walk.keys.typed else self.wait)
        return None

    def _typed(self, walk: "Walk") -> str | None:
        typed, walk.keys.typed = walk.keys.typed, ""
        if not typed:
            return self._again(walk, "no_key")
        if walk.position.state[STEP] == "number":
            walk.keys.first = typed
            walk.position.state[STEP] = "pin"
            walk.say(self.pin_prompt)
            return None
        number, walk.keys.first = walk.keys.first, ""
        agent_id = walk.world.by_pin(number, typed)
        if not agent_id:
            return self._again(walk, "pin_wrong")
        walk.position.state[AGENT] = agent_id
        self._ask_for(walk, "open")
        return None

    def _again(self, walk: "Walk", why: str) -> str | None:
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "refused"
        walk.position.state[STEP], walk.keys.ahead, walk.keys.first = "number", "", ""
        walk.say(why, self.number_prompt)
        return None

    # --- the messages

    def _ask_for(self, walk: "Walk", what: str) -> None:
        state = walk.position.state
        state[STEP] = what
        given = {name: state.get(name, "") for name in (AGENT, "id", "phase", "since")}
        walk.run("messages", {"do": what, **given}, WITHIN)

    def _answered(self, walk: "Walk", answer: Done) -> str | None:
        step, values = walk.position.state[STEP], answer.values
        walk.keys.ahead, walk.position.tries = "", 0
        if answer.exit == "empty":
            self._say(walk, "leave", "messages_none" if step == "open" else "messages_no_more")
        elif answer.exit != "done":
            self._say(walk, "leave", "messages_not_now")
        elif step == "open":
            walk.position.state |= {"since": values.get("since", "")}
            counts = [Say(kind="number", value=values.get(name, "0")) for name in ("new", "saved")]
            self._say(walk, "between", ("messages_new", counts[0], "messages_saved", counts[1]))
        elif step == "call":
            walk.assign(self.into, walk.position.state["number"])
            return "call"
        elif step == "next":
            walk.position.state |= {name: values.get(name, "") for name in OF_MESSAGE}
            self._tell(walk)
        else:
            self._say(walk, "between", WORDS[step])
        return None

    def _say(self, walk: "Walk", step: str, *parts: Parts) -> None:
        walk.position.state[STEP] = step
        walk.say(*parts)

    def _tell(self, walk: "Walk") -> None:
        """Of whom, when, and what was said."""
        state = walk.position.state
        number = ("messages_from", Say(kind="digits", value=state["number"])) if state["number"] else ()
        day = (Say(kind="date", value=state["day"]),) if state["day"] else ()
        at = ("messages_at", *day, Say(kind="time", value=state["time"]))
        self._say(walk, "heard", number, at, state["media"], "messages_keys")

    def _waits(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, PromptEnded):
            walk.await_key(self.wait)
            return None
        walk.position.tries += 1
        if walk.position.tries >= self.tries:
            return "done"
        walk.say("messages_keys")
        return None

    def _pressed(self, walk: "Walk", key: str) -> str | None:
        walk.position.tries, walk.keys.ahead = 0, ""
        match key:
            case "*":
                return "done"
            case "1":
                self._tell(walk)
            case "2" | "3":
                self._ask_for(walk, KEYS[key])
            case "4" if walk.position.state["number"]:
                self._ask_for(walk, "call")
            case "#":
                self._ask_for(walk, "next")
            case _:
                walk.say("messages_no_number" if key == "4" else "messages_keys")
        return None
