"""What happened, as figures: every number is a fold over the one journal."""

from lingtong.insight.reporting.metrics.definitions import asa, occupancy, service_level

__all__ = ["asa", "occupancy", "service_level"]
