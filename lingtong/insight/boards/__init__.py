"""Saved big screens: what stands on which wall, and the one line for all of them."""
