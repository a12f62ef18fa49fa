"""One agent as supervisors and administrators see it: profile, rights, the log of a day, open tasks."""
