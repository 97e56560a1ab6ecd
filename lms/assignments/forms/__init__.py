"""Forms of assigned lessons and homework."""
