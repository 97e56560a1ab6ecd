"""Pages, files and uploads of the media pipeline."""
