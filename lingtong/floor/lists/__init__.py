"""Numbers that are treated otherwise: refused, served first, or known by a list of a name."""

from lingtong.floor.lists.sheets import serial_day, table_of

__all__ = ["serial_day", "table_of"]
