"""Django finds what is in here by name."""
