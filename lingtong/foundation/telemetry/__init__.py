"""What operators see: logs without personal data, figures for Prometheus."""

from lingtong.foundation.telemetry.logs import set_up_logs

__all__ = ["set_up_logs"]
