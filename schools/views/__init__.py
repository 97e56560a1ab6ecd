"""Pages: parse, permit, call, render."""
