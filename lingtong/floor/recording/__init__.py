"""Recordings: who is recorded, what becomes of the file, who finds and plays it.

What needs the database is loaded when it is first asked for: the engine decides without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lingtong.floor.recording.policy import Answer, Contact, Decision, decide

if TYPE_CHECKING:
    from lingtong.floor.recording.api import NOT_TO_HEAR, streamed
    from lingtong.floor.recording.files import RecordingFiles
    from lingtong.floor.recording.opening import Opened
    from lingtong.floor.recording.service import Recordings
    from lingtong.floor.recording.tables import RecordingRow

_LATER = {
    "NOT_TO_HEAR": "api",
    "Opened": "opening",
    "RecordingFiles": "files",
    "RecordingRow": "tables",
    "Recordings": "service",
    "streamed": "api",
}
__all__ = [
    "NOT_TO_HEAR",
    "Answer",
    "Contact",
    "Decision",
    "Opened",
    "RecordingFiles",
    "RecordingRow",
    "Recordings",
    "decide",
    "streamed",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"{__name__} has no {name}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
