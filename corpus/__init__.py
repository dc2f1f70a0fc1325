"""What a plan says, and nothing else: read from files, parsed by rules, compared, reported on."""
