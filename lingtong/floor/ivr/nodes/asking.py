"""What the nodes share that ask somebody outside: values go there, values come back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lingtong.floor.ivr.node import Finding, Node
from lingtong.floor.ivr.steps import Cue, Done

if TYPE_CHECKING:
    from lingtong.floor.ivr.around import Around, Offer
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

    def asked(self) -> tuple[str, str]:
        """The field that names what is asked, and whom."""
        field = next(one.name for one in self.FIELDS if one.kind in ("request", "write"))
        asked = next(one.name for one in self.FIELDS if one.kind in ("service", "source"))
        return field, getattr(self, asked)

    def check(self, around: "Around") -> Iterator[Finding]:
        yield from self._of_variables(around)
        field, whom = self.asked()
        offering = around.known.offers.get(whom)
        if offering is None:
            return
        name = getattr(self, field)
        writes = any(one.kind == "write" for one in self.FIELDS)
        offer = next((one for one in offering if (one.name, one.writes) == (name, writes)), None)
        if offer is not None:
            yield from self._of_offer(offer, around)
        elif name or not any(one.needed for one in self.FIELDS if one.name == field):
            message = f"There is no such request as {name[:40]!r}." if name else "Say what is asked."
            yield around.finding("request_unknown" if name else "request_missing", message, field)

    def _of_offer(self, offer: "Offer", around: "Around") -> Iterator[Finding]:
        for name in offer.needed:
            if not self.inputs.get(name):
                yield around.finding("input_missing", f"Input {name} must be given.", "inputs")
        for name in self.inputs:
            if name not in offer.inputs:
                yield around.finding("input_unknown", f"Nothing takes an input {name[:40]!r}.", "inputs")
        for name in self.outputs:
            if offer.answers is not None and name not in offer.answers:
                yield around.finding("answer_unknown", f"There is no answer {name[:40]!r}.", "outputs")
        if not self._keeps(offer, around):
            message = f"Of the answer ({', '.join(offer.answers or ())[:80]}) no variable takes anything."
            yield around.finding("answer_unkept", message, "outputs", "warning")

    def _keeps(self, offer: "Offer", around: "Around") -> bool:
        """Whether something comes of the answer; where nothing is known of it, that is taken on trust."""
        variables = around.flow.variables
        return not offer.answers or any(self.outputs.get(one, one) in variables for one in offer.answers)

    def _of_variables(self, around: "Around") -> Iterator[Finding]:
        for variable in self.outputs.values():
            if variable not in around.flow.variables:
                message = f"There is no variable {variable[:40]!r}."
                yield around.finding("variable_unknown", message, "outputs")
