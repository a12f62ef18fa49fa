from lingtong.kit import Refusal

MOST_ROWS = 100_000


class TableUnknown(Refusal):
    code = "data.table_unknown"
    status = 404


class RowUnknown(Refusal):
    code = "data.row_unknown"
    status = 404


class RowWrong(Refusal):
    """`why`: type_wrong, too_long, key_missing; `column` says where."""

    code = "data.row_wrong"
    status = 422


class TableFull(Refusal):
    code = "data.table_full"


class SheetUnreadable(Refusal):
    """`why`: not_a_table, too_large, too_many_rows, column_missing, empty."""

    code = "data.sheet_unreadable"
    status = 422
