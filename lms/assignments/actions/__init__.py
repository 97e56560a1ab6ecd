"""Writes of assigned lessons and homework."""
