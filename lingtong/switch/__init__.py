"""Telephony: legs, bridges, media, numbers, trunks. The product knows a switch only by this door."""
