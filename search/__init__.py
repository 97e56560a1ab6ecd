"""Finding things: documents in, Vietnamese full text search out."""
