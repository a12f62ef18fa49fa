from lingtong.kit import Refusal


class CallbackWithoutNumber(Refusal):
    code = "callback.without_number"
    status = 422


class DueTooFar(Refusal):
    code = "callback.due_too_far"
    status = 422
