"""Asterisk as a thing to install, configure, start and watch."""
