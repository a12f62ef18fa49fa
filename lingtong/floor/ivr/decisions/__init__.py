"""Decision tables: drawn as DMN, compiled when they are saved, evaluated in a flow."""

from lingtong.floor.ivr.decisions.table import DecisionTable, NotDecided, Table, decide

__all__ = ["DecisionTable", "NotDecided", "Table", "decide"]
