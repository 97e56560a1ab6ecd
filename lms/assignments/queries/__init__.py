"""Reads of assigned lessons and homework."""
