"""The drawing of the hall: rooms, places and who sits where."""
