"""Flows as their authors keep them: drafts, versions that stay, trials without a phone, test cases."""
