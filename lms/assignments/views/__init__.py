"""Pages under /bai-tap/."""
