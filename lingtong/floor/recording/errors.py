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
