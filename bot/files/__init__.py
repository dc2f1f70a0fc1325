"""The ledger as files, out and in."""

from .export import KINDS, exported

__all__ = ["KINDS", "exported"]
