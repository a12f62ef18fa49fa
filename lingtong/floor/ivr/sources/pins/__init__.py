"""PINs of callers: hashed, throttled, told to nobody."""
