"""What is asked about malicious callers."""

from lingtong.floor.live.commands import AboutCall, Supervise


class ReportCaller(AboutCall, frozen=True, kw_only=True, tag="report_caller"):
    """Ask that this number reach nobody for so many hours. The call goes on."""

    why: str
    hours: float = 24.0


class AboutLock(Supervise, frozen=True, kw_only=True):
    """`by` is the name of who asks, filled in by the api: an administrator may have no seat."""

    lock_id: str
    by: str = ""


class DecideLock(AboutLock, frozen=True, kw_only=True, tag="decide_lock"):
    """Approve or decline what an agent has asked for; `hours` instead of the agent's."""

    granted: bool
    hours: float | None = None
    why: str = ""


class EndLock(AboutLock, frozen=True, kw_only=True, tag="end_lock"):
    pass
