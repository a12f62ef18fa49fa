"""A whole floor for tests and simulated days: the real engine on the fake switch, in virtual time.

    day = FakeFloor(demo_center(), tmp_path)
    caller = day.caller_dials("95598")
    day.time_passes(seconds=4)

After every turn and whenever all is quiet, `Watch` checks what must always hold.
"""

from lingtong.floor.testing.center import TENANT, demo_center
from lingtong.floor.testing.fake_floor import START, FakeFloor, ManualClock
from lingtong.floor.testing.watch import Watch

__all__ = ["START", "TENANT", "FakeFloor", "ManualClock", "Watch", "demo_center"]
