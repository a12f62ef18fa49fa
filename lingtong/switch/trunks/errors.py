from lingtong.kit import Refusal


class SecretLost(Refusal):
    code = "switch.secret_lost"
    status = 500


class PhoneUnknown(Refusal):
    code = "phone.unknown"
    status = 404
