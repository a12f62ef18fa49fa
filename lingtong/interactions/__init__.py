"""One contact with one customer over any channel: parties, timeline, disposition."""
