from collections.abc import Iterable, Mapping

import msgspec

from lingtong.floor.turn import ErrandOutcome

MOST_VALUES, LONGEST_VALUE = 50, 500


class Answer(msgspec.Struct, frozen=True):
    """What came of an errand. `why` is one word for the operator, never a value of the caller's."""

    outcome: ErrandOutcome
    values: Mapping[str, str] = {}
    why: str = ""

    def bounded(self) -> dict[str, str]:
        """The values as far as a flow keeps them."""
        kept = list(self.values.items())[:MOST_VALUES]
        return {name[:LONGEST_VALUE]: value[:LONGEST_VALUE] for name, value in kept}


def failed(why: str, names: Iterable[str] = ()) -> Answer:
    """`names` of the values that are now nothing."""
    return Answer("failed", dict.fromkeys(names, ""), why)
