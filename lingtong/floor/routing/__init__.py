"""Routing (ACD): queues, matching, offers."""

from lingtong.floor.routing.acd import Acd

__all__ = ["Acd"]
