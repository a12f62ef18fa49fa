"""What each figure means. Counts are per queue and interval of arrival; times are in seconds.

A figure without a base (nothing answered, nobody logged in) is None, shown as a dash, never as 0 or 100 %.
"""


def service_level(within: int, answered: int, abandoned: int, short_abandoned: int) -> float | None:
    """Answered within T ÷ (answered + abandoned − short_abandoned). T and threshold are the queue's."""
    return _share(within, answered + abandoned - short_abandoned)


def answer_rate(answered: int, offered: int) -> float | None:
    return _share(answered, offered)


def asa(waited_of_answered: float, answered: int) -> float | None:
    """Average speed of answer: the mean wait of those who were answered."""
    return _share(waited_of_answered, answered)


def average_queue_time(queue_time: float, left: int) -> float | None:
    """Mean time in line of all who have left it, whatever came of them."""
    return _share(queue_time, left)


def aht(talked: float, held: float, after_call_work: float, handled: int) -> float | None:
    """Average handling time: (talk + hold + after-call work) ÷ handled."""
    return _share(talked + held + after_call_work, handled)


def occupancy(handling: float, ready: float) -> float | None:
    """Handling ÷ (handling + ready). Handling is talk, hold and after-call work; ringing is neither."""
    return _share(handling, handling + ready)


def utilization(handling: float, logged_in: float) -> float | None:
    return _share(handling, logged_in)


def containment(served: int, calls: int) -> float | None:
    """Share of calls served without a person (TEL-31): served ÷ calls that entered the flow and have ended.

    Served: never in a line, never with a person, no callback promised; and the flow itself ended the call, or
    the caller hung up after at least one choice at a place that asked nothing.
    """
    return _share(served, calls)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
