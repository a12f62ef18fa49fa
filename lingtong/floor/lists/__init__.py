"""Numbers that are treated otherwise: refused, served first, or known by a list of a name."""
