"""Commands of the media pipeline."""
