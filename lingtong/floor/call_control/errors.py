from lingtong.kit import Refusal


class NotNow(Refusal):
    """The command does not fit what the call is doing. `can` names what does."""

    code = "call.not_now"


class InteractionUnknown(Refusal):
    code = "call.unknown"
    status = 404


class TargetUnavailable(Refusal):
    code = "call.target_unavailable"


class NoTrunk(Refusal):
    code = "call.no_trunk"
    status = 503


class DispositionUnknown(Refusal):
    code = "wrap_up.disposition_unknown"
    status = 422


class TextTooLong(Refusal):
    code = "wrap_up.text_too_long"
    status = 422


class SwitchAway(Refusal):
    code = "call.switch_away"
    status = 503


class BadDigits(Refusal):
    code = "call.bad_digits"
    status = 422
