"""What is asked about calls that are false: pranks, pocket calls."""

from lingtong.floor.live.commands import AboutCall, Supervise


class ReportFalse(AboutCall, frozen=True, kw_only=True, tag="report_false"):
    """The agent judges this call as false. The call goes on; its number is a suspect for a time."""


class TakeBackFalse(AboutCall, frozen=True, kw_only=True, tag="take_back_false"):
    """It was none after all. Only who has judged can take it back."""


class EndSuspicion(Supervise, frozen=True, kw_only=True, tag="end_suspicion"):
    """Callers of the number are not asked for a key any more. `by` is filled in by the api."""

    suspicion_id: str
    by: str = ""
