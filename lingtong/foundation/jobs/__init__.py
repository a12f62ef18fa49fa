"""Work for later: it leaves with the commit that asked for it, survives a crash, and is tried again."""

from lingtong.foundation.jobs.model import Job, Periodic, Retry
from lingtong.foundation.jobs.runner import JobRunner
from lingtong.foundation.jobs.service import enqueue

__all__ = ["Job", "JobRunner", "Periodic", "Retry", "enqueue"]
