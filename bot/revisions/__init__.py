"""A new text of the plan: drafted, built, checked, switched to."""

from .revise import Draft, build_draft, check_built, draft, switch

__all__ = ["Draft", "build_draft", "check_built", "draft", "switch"]
