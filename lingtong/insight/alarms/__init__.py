"""What is over its limit and who acts on it: rules over the live figures, and where the word of it goes."""
