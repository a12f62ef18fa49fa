from lingtong.kit import Refusal


class NotNow(Refusal):
    """The command does not fit what the call is doing. `can` names what does."""

    code = "call.not_now"


class RecorderUnknown(Refusal):
    code = "recording.state_unknown"


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


class NotYours(Refusal):
    """The agent or the queue belongs to a team that this supervisor does not lead."""

    code = "supervise.not_yours"
    status = 403


class WhyMissing(Refusal):
    code = "supervise.why_missing"
    status = 422


class BadPriority(Refusal):
    code = "supervise.bad_priority"
    status = 422


class CallbackUnknown(Refusal):
    code = "callback.unknown"
    status = 404


class CallbackNotNow(Refusal):
    code = "callback.not_now"


class NumberNotCalled(Refusal):
    code = "callback.number_not_called"
    status = 422


class TooManyCallbacks(Refusal):
    code = "callback.too_many"
    status = 429


class PlanUnknown(Refusal):
    code = "plan.unknown"
    status = 404


class NoFreeSlot(Refusal):
    code = "park.no_free_slot"


class NothingParked(Refusal):
    code = "park.nothing_parked"
    status = 404


class ConferenceFull(Refusal):
    code = "conference.full"


class MenuUnknown(Refusal):
    code = "menu.unknown"
    status = 404


class SuspicionUnknown(Refusal):
    code = "suspicion.unknown"
    status = 404


class LockUnknown(Refusal):
    code = "lock.unknown"
    status = 404


class LockKnown(Refusal):
    code = "lock.known"
    status = 409


class NumberNotLocked(Refusal):
    code = "lock.not_possible"
    status = 422


class ConferenceStays(NotNow):
    code = "supervise.conference"


class OwnCall(NotNow):
    code = "supervise.own_call"


class OnlyListening(NotNow):
    code = "supervise.only_listening"


class NotInMenu(NotNow):
    code = "supervise.not_in_menu"


class InNoTeam(NotYours):
    code = "supervise.in_no_team"


class RuleForbids(Refusal):
    """An outbound rule says no."""

    code = "number.rule_forbids"
    status = 403


class SurveyUnknown(Refusal):
    code = "survey.none"


class FaxLinesBusy(Refusal):
    code = "fax.lines_busy"


class FaxGone(Refusal):
    code = "fax.gone"
