"""What happened, as figures: every number is a fold over the one journal."""

from lingtong.insight.reporting.metrics.definitions import asa, occupancy, service_level

__all__ = ["asa", "occupancy", "service_level"]

from lingtong.insight.reporting.metrics.catalog import BY_CODE as FIGURES_BY_CODE

__all__ = ["FIGURES_BY_CODE"]
