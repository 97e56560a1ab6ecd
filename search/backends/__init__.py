"""Where the index is kept: one Protocol, several engines."""
