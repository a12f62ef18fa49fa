"""Recordings: who is recorded, what becomes of the file, who finds and plays it."""

from lingtong.floor.recording.policy import Answer, Contact, Decision, decide

__all__ = ["Answer", "Contact", "Decision", "decide"]
