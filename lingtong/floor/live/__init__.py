"""What the screens see of live handling, and what they may ask of it."""
