"""Assigned lessons, and homework handed in and returned."""
