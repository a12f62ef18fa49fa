from lingtong.kit import Refusal


class NobodyToTell(Refusal):
    """The agent or the team does not exist, or nobody is in it."""

    code = "message.nobody"
    status = 422


class TooManyMessages(Refusal):
    code = "message.too_many"
    status = 429


class MessageNeedsSeat(Refusal):
    code = "message.needs_seat"
    status = 403


class NoticeEndsTooSoon(Refusal):
    code = "notice.ends_too_soon"
    status = 422


class TooManyNotices(Refusal):
    code = "notice.too_many"


class NotYourTeam(Refusal):
    """With the right over one team, a notice goes to that team."""

    code = "notice.not_your_team"
    status = 403
