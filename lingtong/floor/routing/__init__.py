"""Routing (ACD): queues, matching, offers."""

from lingtong.floor.routing.acd import Acd
from lingtong.floor.routing.capacity import VOICE, Capacity
from lingtong.floor.routing.regions import plain as plain_region
from lingtong.floor.routing.regions import regions_of
from lingtong.floor.routing.wait_rules import with_sites

__all__ = ["VOICE", "Acd", "Capacity", "plain_region", "regions_of", "with_sites"]
