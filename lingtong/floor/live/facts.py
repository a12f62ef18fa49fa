"""The closed list of facts that the floor announces, and their one wire form: JSON with a `kind`."""

import msgspec

from lingtong.floor.agents.events import AnyAgentFact
from lingtong.floor.availability.events import AnySystemFact
from lingtong.floor.callbacks.events import AnyCallbackFact
from lingtong.floor.channels.fax.events import AnyFaxFact
from lingtong.floor.lists.events import AnyLockFact
from lingtong.floor.plans.events import AnyPlanFact
from lingtong.foundation.journal.facts import Fact
from lingtong.interactions.events import AnyInteractionFact

AnyFact = (
    AnyInteractionFact
    | AnyAgentFact
    | AnyCallbackFact
    | AnyPlanFact
    | AnyLockFact
    | AnyFaxFact
    | AnySystemFact
)

_decoder: msgspec.json.Decoder[AnyFact] = msgspec.json.Decoder(AnyFact)
_encoder = msgspec.json.Encoder()


def decode_fact(data: bytes | str) -> AnyFact:
    """Raises `msgspec.ValidationError` for what is no fact of ours."""
    return _decoder.decode(data)


def encode_fact(fact: Fact) -> bytes:
    return _encoder.encode(fact)
