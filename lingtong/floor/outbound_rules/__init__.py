"""What may be called from here: rules over numbers, people, hours and trunks, in their order."""
