"""Contacts that are no calls: each channel a room of its own."""
