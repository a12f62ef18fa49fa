from lingtong.kit import Refusal


class AlarmOver(Refusal):
    code = "alarm.over"
    status = 404
