"""What all facts of an interaction have in common."""

from lingtong.foundation.journal.facts import Fact


class InteractionFact(Fact, frozen=True, kw_only=True):
    interaction_id: str
