"""How available the system was: seconds in which it took calls, of the seconds there were."""
