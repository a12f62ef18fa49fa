"""Telephony: legs, bridges, media, numbers, trunks. The rest of the product knows a switch only by this door."""
