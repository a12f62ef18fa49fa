"""Figures of flows: node by node, exit by exit, hour by hour, out of the facts of calls that have ended."""
