"""Classes and their teaching plans."""
