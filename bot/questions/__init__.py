"""Text and the turns before → what is asked."""

from .query import Kind, Query
from .understanding import understand

__all__ = ["Kind", "Query", "understand"]
