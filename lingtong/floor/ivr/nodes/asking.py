"""What the nodes share that ask somebody outside: values go there, values come back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lingtong.floor.ivr.node import Finding, Node
from lingtong.floor.ivr.steps import Cue, Done

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around
    from lingtong.floor.ivr.walk import Walk

Request = dict[str, str | dict[str, str]]
LONGEST_WAIT = 30.0


class AskingNode(Node, frozen=True, kw_only=True):
    """`inputs` are templates by the names that the asked thing gives them.

    `outputs` says which variable gets which value of the answer; one that is not named there goes to the
    variable of its name. Where nothing is found, or it fails, these variables are emptied: nobody hears the
    figures of the question before.
    """

    inputs: dict[str, str] = {}
    outputs: dict[str, str] = {}
    within: float = 10.0
    done: str = ""
    empty: str = ""
    failed: str = ""
    late: str = ""

    def heard(self, walk: "Walk", cue: Cue) -> str | None:
        if not isinstance(cue, Done):
            return None
        emptied = {} if cue.exit == "done" else dict.fromkeys(self.outputs.values(), "")
        walk.keep(emptied | {self.outputs.get(name, name): value for name, value in cue.values.items()})
        return cue.exit if cue.exit in self.exits() else "failed"

    def filled(self, walk: "Walk") -> dict[str, str]:
        return {name: walk.text(template) for name, template in self.inputs.items()}

    def check(self, around: "Around") -> Iterator[Finding]:
        for variable in self.outputs.values():
            if variable not in around.flow.variables:
                message = f"There is no variable {variable[:40]!r}."
                yield around.finding("variable_unknown", message, "outputs")
