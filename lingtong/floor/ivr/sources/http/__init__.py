"""HTTP services outside: what is sent, where it may go, what is made of the answer."""
