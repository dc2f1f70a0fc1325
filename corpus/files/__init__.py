"""Files of many kinds → the text of a plan."""

from .reading import read_plan_text

__all__ = ["read_plan_text"]
