"""Tables of our own: typed columns, rows kept on the screen or taken from a file, asked by flows."""
