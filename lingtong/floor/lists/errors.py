from lingtong.kit import Refusal


class ListUnknown(Refusal):
    code = "lists.unknown"
    status = 404


class EntryUnknown(Refusal):
    code = "lists.entry_unknown"
    status = 404


class EntryKnown(Refusal):
    code = "lists.entry_known"
    status = 409


class EntryOver(Refusal):
    code = "lists.entry_over"
    status = 409


class ListFull(Refusal):
    code = "lists.full"
    status = 409


class UntilPast(Refusal):
    code = "lists.until_past"
    status = 422


class FileUnreadable(Refusal):
    """`why`: not_a_table, no_number_column, too_many_rows, too_large, empty."""

    code = "lists.file_unreadable"
    status = 422
