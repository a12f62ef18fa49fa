from lingtong.kit import Refusal


class PinUnknown(Refusal):
    code = "pins.unknown"
    status = 404
