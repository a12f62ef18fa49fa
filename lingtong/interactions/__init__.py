"""One contact with one customer over any channel: parties, timeline, disposition."""

from lingtong.interactions.ports import Mark, RecordingEntry

__all__ = ["Mark", "RecordingEntry"]
