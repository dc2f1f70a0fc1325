"""The edges of the library: sending, polling, updates, pace, logs."""
