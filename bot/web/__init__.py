"""The board for browsers: the same page, live, and read-only."""
