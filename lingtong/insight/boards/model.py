"""A big screen, and what fits on it for the farthest viewer. Pure.

Sizes as in `web/apps/wallboard/src/board/sizes.ts`: a Latin capital under 16 minutes of arc, the box of a Han
character under 20 (ISO 9241, NUREG-0700), a number under 30, in lines of a screen 1080 lines high.
"""

import math
from typing import Literal

import msgspec

Theme = Literal["dark", "light", "led"]
LINES, WIDTH = 1080, 1920
CAP_HEIGHT, HAN_BOX = 0.727, 0.85
LINE, GAP, SIDES, WIDEST_NUMBER, LONGEST_LABEL = 1.05, 12, 64, 3, 5


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """Places count in cells from the top left. `of`: the queue, entry point or trunk, `media:NAME`, or empty
    for the whole center. `goal` in the figure's unit; None where there is none.
    """

    x: int
    y: int
    w: int = 1
    h: int = 1
    figure: str
    of: str = ""
    title: str = ""
    goal: float | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    title: str = ""
    tiles: tuple[Tile, ...] = ()


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """`diagonal` in inches (16:9), `distance` of the farthest viewer in meters, `rotate` in seconds."""

    id: str
    name: str
    theme: Theme = "dark"
    diagonal: float = 55.0
    distance: float = 10.0
    rotate: int = 30
    pages: tuple[Page, ...] = ()
    revision: int = 1


class Grid(msgspec.Struct, frozen=True):
    columns: int
    rows: int


def grid_of(diagonal: float, distance: float) -> Grid:
    """How many tiles of one cell can be read from there."""
    per_line = diagonal * 25.4 * (9 / math.hypot(16, 9)) / LINES

    def lines(arc: float) -> float:
        return 2 * distance * 1000 * math.tan(math.radians(arc / 60 / 2)) / per_line

    label = max(lines(16) / CAP_HEIGHT, lines(20) / HAN_BOX)
    number = lines(30) / CAP_HEIGHT
    line = label * LINE
    width = max(number * WIDEST_NUMBER, label * LONGEST_LABEL) + SIDES
    height = 2 * line + number * LINE + GAP
    return Grid(int(WIDTH // width), int((LINES - line) // height))
