"""Lines, numbers, labels and layout of Chinese official text."""

from .numbers import label, to_chinese, to_int

__all__ = ["label", "to_chinese", "to_int"]
