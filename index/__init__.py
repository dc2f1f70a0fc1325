"""Where in the plan something is said: its pieces, their vectors and words, and the revisions in which they are kept."""
