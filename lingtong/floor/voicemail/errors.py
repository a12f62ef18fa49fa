from lingtong.kit import Refusal


class MessageUnknown(Refusal):
    code = "voicemail.unknown"
    status = 404


class BoxNotYours(Refusal):
    code = "voicemail.not_yours"
    status = 403


class MessageInHand(Refusal):
    """Somebody else sees to it. `owner` names who."""

    code = "voicemail.in_hand"
    status = 409


class MessageNotReady(Refusal):
    code = "voicemail.not_ready"
    status = 409
