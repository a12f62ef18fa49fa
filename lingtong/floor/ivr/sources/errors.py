from lingtong.kit import Refusal


class SourceUnknown(Refusal):
    code = "data.unknown"
    status = 404
