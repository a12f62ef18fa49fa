from lingtong.kit import Refusal


class RecordingUnknown(Refusal):
    code = "recording.unknown"
    status = 404


class RecordingNotYours(Refusal):
    code = "recording.not_yours"
    status = 403


class RecordingNotReady(Refusal):
    code = "recording.not_ready"
    status = 409


class RecordingFileMissing(Refusal):
    code = "recording.file_missing"
    status = 404


class RangeUnsatisfiable(Refusal):
    """RFC 9110 section 15.5.17; `size` is the length in bytes."""

    code = "recording.range"
    status = 416


class RecordingAltered(Refusal):
    """The file is not as it was written; `chunk` of 64 kB, where that is known."""

    code = "recording.altered"
    status = 409


class KeyWrong(Refusal):
    code = "recording.key_wrong"
    status = 409


class ArchiveAway(Refusal):
    """The archive does not answer; what is kept here can still be played."""

    code = "recording.archive_away"
    status = 503


class RecordingRemoved(Refusal):
    code = "recording.removed"
    status = 410


class RecordingHeld(Refusal):
    code = "recording.held"
    status = 409


class WhyMissing(Refusal):
    code = "recording.why_missing"
    status = 422


class TokenUnknown(Refusal):
    code = "recording.token_unknown"
    status = 401


class TooManyToExport(Refusal):
    code = "recording.export_too_many"
    status = 422


class ExportUnknown(Refusal):
    code = "recording.export_unknown"
    status = 404


class ExportNotReady(Refusal):
    code = "recording.export_not_ready"
    status = 409


class NoPhone(Refusal):
    code = "recording.no_phone"
    status = 409


class MarkUnknown(Refusal):
    code = "recording.mark_unknown"
    status = 404
