"""The channel Telegram: the only importer of its library."""
