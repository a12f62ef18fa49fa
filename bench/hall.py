"""The sides of all comparisons, started when first wanted, with their phones; and the rounds."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import load
from bench.center import Size
from bench.probe import Probes
from bench.sides import Dialplan, Ours, Side, at_their_phones, settings_for

TALKS = 1.0  # seconds that a desk whose phone stays connected talks


@dataclass(frozen=True)
class Effort:
    rounds: int = 5
    quick: bool = False

    def seconds(self, whole: float) -> float:
        return whole * 0.75 if self.quick else whole


class Hall:
    def __init__(self, folder: Path, runtime: Path, effort: Effort) -> None:
        self.folder, self.runtime, self.effort = folder, runtime, effort
        self.foreign: list[float] = []
        self._leaving = AsyncExitStack()
        self._sides: dict[str, Side] = {}
        self._probes: Probes | None = None

    async def __aenter__(self) -> "Hall":
        self._probes = Probes()
        self._leaving.callback(self._probes.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._leaving.aclose()

    @property
    def probes(self) -> Probes:
        assert self._probes is not None
        return self._probes

    async def side(self, name: str) -> Side:
        """`ours` (the phone rings for each contact), `connected` (it stays connected), `dialplan`;
        `recorded` and `dialplan_recorded`: as the first and the last, and every talk is recorded.
        """
        found = self._sides.get(name)
        if found is None:
            found = self._sides[name] = await self._start(name)
        return found

    async def _start(self, name: str) -> Side:
        folder = self.folder / name
        folder.mkdir(parents=True)
        settings, size = (
            settings_for(folder, self.runtime),
            Size(persistent=name == "connected", recorded="recorded" in name),
        )
        side: Ours | Dialplan
        if "dialplan" in name:
            side = Dialplan(name, folder, settings, size)
            self._leaving.push_async_callback(side.stop)
            await side.start()
        else:
            side = Ours(name, folder, settings, size)
            self._leaving.push_async_callback(side.stop)
            await side.start(TALKS)
        return side

    @asynccontextmanager
    async def phones(self, *names: str, talks: float) -> AsyncIterator[dict[str, load.Player]]:
        """The phones of these sides, at work until the end of the block."""
        async with AsyncExitStack() as leaving:
            yield {
                name: await leaving.enter_async_context(
                    at_their_phones(await self.side(name), talks, self.probes.ear)
                )
                for name in names
            }
