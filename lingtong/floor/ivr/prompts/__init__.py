"""Prompts: what callers hear. The built-in speech is a demonstration's; own recordings replace it."""
