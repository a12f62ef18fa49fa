"""IVR: flows as checked graphs, and the words that callers hear."""

from lingtong.floor.ivr.prompts.numbers import say_digits, say_key, say_number, say_place, say_wait
from lingtong.floor.ivr.prompts.ports import Language

__all__ = ["Language", "say_digits", "say_key", "say_number", "say_place", "say_wait"]
