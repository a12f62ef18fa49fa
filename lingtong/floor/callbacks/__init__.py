"""Callbacks: customers who do not wait on the line and keep their place; numbers that are never called."""
