"""The definitions of all figures, and the fold that computes them, live and historic alike."""

from lingtong.insight.reporting.metrics.definitions import (
    aht,
    answer_rate,
    asa,
    occupancy,
    service_level,
    utilization,
)
from lingtong.insight.reporting.metrics.figures import AgentFigures, Goal, QueueFigures
from lingtong.insight.reporting.metrics.fold import KINDS, Fold

__all__ = [
    "KINDS",
    "AgentFigures",
    "Fold",
    "Goal",
    "QueueFigures",
    "aht",
    "answer_rate",
    "asa",
    "occupancy",
    "service_level",
    "utilization",
]
