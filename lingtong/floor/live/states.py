from typing import Literal

SeatState = Literal["logged_out", "not_ready", "ready", "reserved", "talking", "after_call_work", "watching"]
