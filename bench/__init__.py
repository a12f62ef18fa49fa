"""Speed beside comparators: same machine, same run, taken in turn. `python -m bench` runs it."""
