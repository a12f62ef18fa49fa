"""Lingtong (灵通): an open call center on Asterisk."""

__version__ = "0.1.0"
