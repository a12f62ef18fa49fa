"""How processes speak: questions with an answer and a time limit, and facts for whoever listens."""

from lingtong.foundation.bus.in_process import InProcessBus
from lingtong.foundation.bus.nats_bus import NatsBus
from lingtong.foundation.bus.ports import Bus, NobodyAnswers, NotForMe

__all__ = ["Bus", "InProcessBus", "NatsBus", "NobodyAnswers", "NotForMe"]
