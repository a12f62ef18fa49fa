"""What the screens see of live handling, and what they may ask of it."""

from lingtong.floor.live.facts import AnyFact, decode_fact, encode_fact
from lingtong.floor.live.views import QueueView

__all__ = ["AnyFact", "QueueView", "decode_fact", "encode_fact"]
