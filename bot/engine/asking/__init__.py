"""What is asked: one worker answers in a fair line, and an answer becomes a message with buttons that lead on."""
