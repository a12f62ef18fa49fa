"""State tables: a closed set of states, a closed set of cues, and rows."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

State = TypeVar("State", bound=Enum)
Cue = TypeVar("Cue", bound=Enum)


class NoSuchMove(Exception):
    """The table has no row for this state and cue."""

    def __init__(self, state: Enum, cue: Enum) -> None:
        super().__init__(f"{cue.value} does nothing in state {state.value}")
        self.state = state
        self.cue = cue


def step(moves: Mapping[tuple[State, Cue], State], state: State, cue: Cue) -> State:
    """The next state. Raises `NoSuchMove` where the table has no row."""
    try:
        return moves[state, cue]
    except KeyError:
        raise NoSuchMove(state, cue) from None


def flaws(moves: Mapping[tuple[State, Cue], State], start: State, final: set[State]) -> list[str]:
    """What is wrong with a table: states out of reach, states without an exit, cues without use."""
    states, cues = type(start), type(next(iter(moves))[1])
    reached, fringe = {start}, [start]
    while fringe:
        here = fringe.pop()
        for (source, _), target in moves.items():
            if source is here and target not in reached:
                reached.add(target)
                fringe.append(target)
    leaving = {source for (source, _), target in moves.items() if target is not source}
    used = {cue for _, cue in moves}
    return (
        [f"{state.value} is out of reach" for state in states if state not in reached]
        + [f"{state.value} has no exit" for state in states if state not in leaving | final]
        + [f"{cue.value} is never used" for cue in cues if cue not in used]
    )
