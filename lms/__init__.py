"""Teaching: classes, assignments, tests, marks, indicators."""
