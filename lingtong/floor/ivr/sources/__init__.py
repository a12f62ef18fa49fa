"""Where flows get their data: HTTP services, databases, tables of our own, PINs of callers."""
