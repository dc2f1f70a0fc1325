"""What is done: reports, signatures, extensions, bindings and the office's desk, shown before they are entered, and entered in one place."""
