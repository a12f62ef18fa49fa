"""Messages are heard by phone: how many wait, one after the other, and a key says what becomes of each."""

from typing import TYPE_CHECKING, ClassVar

from lingtong.floor.ivr.node import Field
from lingtong.floor.ivr.nodes.signed_in import AGENT, NUMBER, PIN, STEP, SignedInNode
from lingtong.floor.ivr.steps import Cue, Done, Key, Parts, PromptEnded, Say

if TYPE_CHECKING:
    from lingtong.floor.ivr.walk import Walk

KEYS = {"2": "keep", "3": "delete"}
WITHIN = 25.0  # seconds in which a message is made ready to be heard
WORDS = {"keep": "messages_kept", "delete": "messages_deleted"}
OF_MESSAGE = ("id", "phase", "number", "day", "time", "media")


class MessagesNode(SignedInNode, frozen=True, kw_only=True, tag="messages"):
    """Lets agents hear the messages of their boxes from any phone: agent number, PIN, then by keys.

    `call`: the number of the one who left the message is in the variable `into`.
    """

    FIELDS: ClassVar = (
        *SignedInNode.WHO,
        Field("into", "variable", more=True),
        *SignedInNode.LIMITS,
        Field("done", "exit"),
        Field("call", "exit"),
        Field("refused", "exit"),
    )

    into: str = ""
    done: str = ""
    call: str = ""

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if isinstance(cue, Done):
            return self._answered(walk, cue)
        step = walk.position.state[STEP]
        if step in (NUMBER, PIN):
            return self._signs_in(walk, cue)
        if step == "leave":
            return "done"
        if step == "heard":
            return self._pressed(walk, cue.key) if isinstance(cue, Key) else self._waits(walk, cue)
        self._ask_for(walk, "next")
        return None

    def _known(self, walk: "Walk") -> None:
        self._ask_for(walk, "open")

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
