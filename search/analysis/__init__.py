"""How Vietnamese text becomes words that can be compared."""
