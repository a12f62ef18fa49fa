"""The definitions of all figures, and the fold that computes them, live and historic alike."""

from lingtong.insight.reporting.metrics.definitions import (
    aht,
    answer_rate,
    asa,
    average_queue_time,
    containment,
    occupancy,
    service_level,
    utilization,
)
from lingtong.insight.reporting.metrics.entry_points import EntryFigures
from lingtong.insight.reporting.metrics.figures import AgentFigures, Goal, QueueFigures
from lingtong.insight.reporting.metrics.fold import KINDS, PRESENCE_KINDS, Fold, Presence
from lingtong.insight.reporting.metrics.spans import HALF_HOUR, HOUR, Spans
from lingtong.insight.reporting.metrics.surge import Column, SurgeFigures

__all__ = [
    "HALF_HOUR",
    "HOUR",
    "KINDS",
    "PRESENCE_KINDS",
    "AgentFigures",
    "Column",
    "EntryFigures",
    "Fold",
    "Goal",
    "Presence",
    "QueueFigures",
    "Spans",
    "SurgeFigures",
    "aht",
    "answer_rate",
    "asa",
    "average_queue_time",
    "containment",
    "occupancy",
    "service_level",
    "utilization",
]
