from lingtong.kit import Refusal


class InteractionUnknown(Refusal):
    code = "interaction.unknown"
    status = 404


class OnlyOwnInteractions(Refusal):
    code = "interaction.only_own"
    status = 403


class WrapUpNotYours(Refusal):
    code = "wrap_up.not_yours"
    status = 403


class WrapUpTooEarly(Refusal):
    code = "wrap_up.too_early"
    status = 409


class WrapUpFinishedAlready(Refusal):
    code = "wrap_up.finished_already"
    status = 409


class DispositionUnknown(Refusal):
    code = "wrap_up.disposition_unknown"
    status = 422
