"""What people and the bot did, in one SQLite file."""

from .database import Ledger, LedgerError

__all__ = ["Ledger", "LedgerError"]
