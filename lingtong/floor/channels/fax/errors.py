from lingtong.kit import Refusal


class FaxTooLarge(Refusal):
    code = "fax.too_large"
    status = 413


class FaxTooLong(Refusal):
    code = "fax.too_long"
    status = 422


class FaxUnreadable(Refusal):
    code = "fax.unreadable"
    status = 422


class FaxLocked(Refusal):
    code = "fax.locked"
    status = 422


class FaxFontMissing(Refusal):
    code = "fax.font_missing"
    status = 503


class FaxUnknown(Refusal):
    code = "fax.unknown"
    status = 404


class FaxNotNow(Refusal):
    code = "fax.not_now"


class FaxWithoutNumber(Refusal):
    code = "fax.without_number"
    status = 422


class FaxInHand(Refusal):
    code = "fax.in_hand"


class FaxNotOffered(Refusal):
    code = "fax.not_offered"


class FaxRemoved(Refusal):
    code = "fax.removed"
    status = 410


class FaxFieldUnknown(Refusal):
    code = "fax.field_unknown"
    status = 422


class FaxNobody(Refusal):
    code = "fax.nobody"
    status = 422


class FaxNoMail(Refusal):
    code = "fax.no_mail"
    status = 409


class FaxListUnreadable(Refusal):
    code = "fax.list_unreadable"
    status = 422
