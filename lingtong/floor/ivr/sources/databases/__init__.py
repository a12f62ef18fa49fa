"""Databases outside: named queries with typed parameters, read only unless a query is for writing."""
