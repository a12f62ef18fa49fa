from lingtong.kit import Refusal


class SpeechUnavailable(Refusal):
    code = "prompt.speech_unavailable"
    status = 503


class ServiceUnknown(Refusal):
    code = "speech.service_unknown"
    status = 404


class PromptNameInvalid(Refusal):
    code = "prompt.name_invalid"
    status = 422


class PromptUnreadable(Refusal):
    code = "prompt.unreadable"
    status = 422


class PromptTooLarge(Refusal):
    code = "prompt.too_large"
    status = 413


class PromptTooLong(Refusal):
    code = "prompt.too_long"
    status = 422


class PromptFormat(Refusal):
    code = "prompt.format"
    status = 422


class PromptSilent(Refusal):
    code = "prompt.silent"
    status = 422


class VersionUnknown(Refusal):
    code = "prompt.version_unknown"
    status = 404


class PromptUnknown(Refusal):
    code = "prompt.unknown"
    status = 404


class PromptInUse(Refusal):
    code = "prompt.in_use"
    status = 409


class TooManyPrompts(Refusal):
    code = "prompt.too_many"
    status = 409


class ArchiveUnreadable(Refusal):
    code = "prompt.archive"
    status = 422


class NothingToUndo(Refusal):
    code = "prompt.nothing_to_undo"
    status = 409


class NoPhone(Refusal):
    code = "prompt.no_phone"
    status = 409


class NotKept(Refusal):
    code = "prompt.not_kept"
    status = 409
