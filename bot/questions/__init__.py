"""Text and the turns before → what is asked."""

from .question import Kind, Question
from .understanding import understand

__all__ = ["Kind", "Question", "understand"]
