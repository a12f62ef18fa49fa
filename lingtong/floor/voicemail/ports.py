from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from lingtong.floor.recording import Opened, RecordingRow
from lingtong.floor.voicemail.tables import BoxRow, MessageRow
from lingtong.foundation.db import Work


class Lamps(Protocol):
    async def show(self, tenant_id: str, box_id: str, agent_id: str, new: int, old: int) -> None:
        """At the phone of the box's agent and on desks."""
        ...


class Post(Protocol):
    async def send(self, work: Work, message: MessageRow, box: BoxRow) -> None:
        """A letter about the message to the box's address, by and by."""
        ...


class Caller(Protocol):
    async def dial(self, tenant_id: str, agent_id: str, number: str) -> str:
        """From the agent's own phone; gives the interaction."""
        ...


class Sayer(Protocol):
    async def say(self, row: RecordingRow, opened: Opened) -> str:
        """The name of the prompt by which the switch says this recording, for a while."""
        ...


class Home(NamedTuple):
    """Where a tenant is: the clock on its wall, and the region in whose form numbers are said and dialed."""

    zone: ZoneInfo
    region: str


class Homes(Protocol):
    async def home(self, tenant_id: str) -> Home: ...
