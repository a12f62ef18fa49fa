"""Errands of flows: who runs what takes time, how many at once, and how each one ends."""

from lingtong.floor.ivr.errands.letters import SEALED_WITH, Letters
from lingtong.floor.ivr.errands.model import Answer, failed
from lingtong.floor.ivr.errands.ports import Handler
from lingtong.floor.ivr.errands.runner import SUBJECT, ErrandRunner

__all__ = ["SEALED_WITH", "SUBJECT", "Answer", "ErrandRunner", "Handler", "Letters", "failed"]
