"""What happened, as figures: every number is a fold over the one journal."""
