"""The engine's local, append-only journal: facts, and the live entities as they last were."""

from lingtong.foundation.journal.facts import Fact
from lingtong.foundation.journal.following import Following
from lingtong.foundation.journal.journal import Journal, Loaded
from lingtong.foundation.journal.shipping import Shipping

__all__ = ["Fact", "Following", "Journal", "Loaded", "Shipping"]
