"""Duty rosters: who answers for the center when, and what one officer hands over to the next."""
