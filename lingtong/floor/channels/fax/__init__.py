"""Faxes: pages that came, pages that go out, and what became of them."""
