from datetime import datetime

import msgspec


class FakeLeg(msgspec.Struct, kw_only=True):
    leg_id: str
    far_end: str
    ani: str = ""
    dnis: str = ""
    source: str = ""
    connected: bool = False
    bridge_id: str = ""
    music: bool = False
    muted: bool = False
    playing: str = ""
    recording: str = ""
    recording_paused: bool = False
    message: str = ""  # it says alone, since
    said_since: datetime | None = None
    message_ends: str = ""
    bridges: set[str] = set()  # it has ever been in
    listens_to: str = ""
    whispers: bool = False
    fax_id: str = ""
    hears_fax: bool = False
    told_of_talk: bool = False
    talks: bool = False
    variables: dict[str, str] = {}
