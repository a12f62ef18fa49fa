"""Whether the system takes calls, and since when it does not."""
