from typing import Literal

import msgspec

Form = Literal["wav", "flac", "opus"]
Begins = Literal["automatic", "agent", "supervisor"]
Consent = Literal["not_needed", "not_refused", "given"]
Silence = Literal["keep", "mark", "drop"]


class RecordingRule(msgspec.Struct, frozen=True, kw_only=True):
    """Who is recorded, and how the file is kept. The first rule by `order` that fits a contact decides.

    Lists that are empty fit everybody. `share` is the percentage of fitting contacts that are recorded; which
    ones is decided by their ids alone. `consent`: what the caller must have said in the menu. `beep_every`
    seconds both sides hear a beep; 0: none. `silence`: what becomes of a file in which nobody speaks.

    `form` and `level` say how the file is kept after the call: the level is 0 (largest) to 10 (smallest).
    `keep_days` of 0 keeps it for ever. After `archive_after_days` it moves to the archive; 0: never.
    `unknown_waits`: no transfer while nobody knows whether the recorder runs.
    """

    id: str
    tenant_id: str
    name: str
    name_en: str = ""
    order: int = 100
    enabled: bool = True
    queues: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    entry_points: tuple[str, ...] = ()
    direction: Literal["any", "in", "out", "internal"] = "any"
    record: bool = True
    share: float = 100.0
    begins: Begins = "automatic"
    consent: Consent = "not_needed"
    beep_every: float = 0.0
    silence: Silence = "keep"
    form: Form = "flac"
    level: int = 5
    encrypted: bool = True
    keep_days: int = 400
    archive_after_days: int = 0
    unknown_waits: bool = True


# What holds for a file that no rule has decided on: as the switch wrote it, for ever.
PLAIN = RecordingRule(id="", tenant_id="", name="", form="wav", level=0, encrypted=False, keep_days=0)
