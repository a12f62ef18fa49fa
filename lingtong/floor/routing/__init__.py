"""Routing (ACD): queues, matching, offers."""

from lingtong.floor.routing.acd import Acd
from lingtong.floor.routing.capacity import VOICE, Capacity
from lingtong.floor.routing.wait_rules import with_sites

__all__ = ["VOICE", "Acd", "Capacity", "with_sites"]
