from lingtong.kit import Refusal


class SheetWithoutShifts(Refusal):
    """`why`: no_columns, empty, or the row that cannot be read."""

    code = "duty.sheet_unreadable"
    status = 422
