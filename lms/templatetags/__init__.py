"""Template tags of the slices."""
