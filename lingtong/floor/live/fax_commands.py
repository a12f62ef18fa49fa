"""What the queue of faxes asks of the engine."""

from lingtong.floor.live.recording_commands import ByProgram


class CallFax(ByProgram, frozen=True, kw_only=True, tag="call_fax"):
    """Call this machine and send the pages that lie ready under this id. Asked again, it is called once.

    `agent_id` is who sends it, empty for a flow; `station` is shown as ours, `header` stands above each page.
    `at_most`: so many faxes of the tenant go out at a time.
    """

    fax_id: str
    number: str
    title: str = ""
    station: str = ""
    header: str = ""
    at_most: int = 4


class DropFax(ByProgram, frozen=True, kw_only=True, tag="drop_fax"):
    """Break off a fax that is being sent or received."""

    fax_id: str
