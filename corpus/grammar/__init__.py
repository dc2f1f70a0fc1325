"""The text of a plan → what it says, one function a rule."""

from .parse import parse_plan

__all__ = ["parse_plan"]
