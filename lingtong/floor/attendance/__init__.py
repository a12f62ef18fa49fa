"""Who was there and for how long: a record for each agent and day, kept from the facts of the seats."""
