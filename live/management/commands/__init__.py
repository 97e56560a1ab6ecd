"""Commands of live lessons."""
