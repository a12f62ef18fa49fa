"""CPU time of processes, from /proc, and whether others use the machine."""

import os
import resource
import time
from collections.abc import Mapping
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(pid: int) -> float:
    """User and system time of a process with all its threads."""
    text = Path(f"/proc/{pid}/stat").read_text()
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def busy_seconds() -> float:
    """What all processors of the machine have worked since its start."""
    fields = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    user, nice, system, _, _, irq, softirq = fields[:7]
    return (user + nice + system + irq + softirq) / _TICKS


def own_seconds() -> float:
    """This process and its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


class Cpu:
    """Seconds that named processes work from now on."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = dict(pids)
        self._begun = {name: seconds_of(pid) for name, pid in pids.items()}

    def used(self) -> dict[str, float]:
        return {name: seconds_of(pid) - self._begun[name] for name, pid in self._pids.items()}


class Foreign:
    """How many processors others have kept busy meanwhile. `also` are living processes of ours."""

    def __init__(self, also: Mapping[str, int]) -> None:
        self._cpu = Cpu(also)
        self._began, self._busy, self._own = time.monotonic(), busy_seconds(), own_seconds()

    def processors(self) -> float:
        lasted = time.monotonic() - self._began
        ours = own_seconds() - self._own + sum(self._cpu.used().values())
        return max(0.0, (busy_seconds() - self._busy - ours) / lasted)
