"""Writes: one verb, one transaction, effects on commit."""
