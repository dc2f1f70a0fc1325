"""What goes on by itself: mornings, delivery, errors told, signs of life, and copies of the data directory."""
