"""What cannot be shown on a board. Pure."""

from collections.abc import Iterator

from lingtong.foundation.catalog import Finding
from lingtong.insight.boards.model import Board, Tile, grid_of
from lingtong.insight.reporting import FIGURES_BY_CODE


def findings(board: Board) -> Iterator[Finding]:
    """Tile by tile, each by its own field."""
    grid = grid_of(board.diagonal, board.distance)
    if grid.columns * grid.rows == 0:
        yield _wrong("distance", "too_far", "Nothing on this screen can be read from there.")
        return
    for number, page in enumerate(board.pages):
        taken: dict[tuple[int, int], int] = {}
        for place, tile in enumerate(page.tiles):
            where = f"pages.{number}.tiles.{place}"
            if tile.figure not in FIGURES_BY_CODE:
                yield _wrong(where, "unknown_figure", "There is no such figure.")
            if tile.x + tile.w > grid.columns or tile.y + tile.h > grid.rows:
                text = f"Only {grid.columns} by {grid.rows} tiles can be read from there."
                params = {"columns": str(grid.columns), "rows": str(grid.rows)}
                yield _wrong(where, "does_not_fit", text, params)
            for cell in _cells(tile):
                if taken.setdefault(cell, place) != place:
                    yield _wrong(where, "overlaps", "Two tiles lie on each other.")
                    break


def _cells(tile: Tile) -> Iterator[tuple[int, int]]:
    return ((x, y) for x in range(tile.x, tile.x + tile.w) for y in range(tile.y, tile.y + tile.h))


def _wrong(field: str, code: str, message: str, params: dict[str, str] | None = None) -> Finding:
    return Finding(field=field, code=code, message=message, params=params or {})
