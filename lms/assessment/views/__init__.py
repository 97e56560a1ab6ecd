"""Pages of tests: parse, permit, call, render."""
