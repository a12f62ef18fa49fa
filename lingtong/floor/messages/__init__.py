"""Internal messages to an agent or a team, and notices on everybody's board."""
