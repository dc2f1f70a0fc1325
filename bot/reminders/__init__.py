"""Where everything stands → what each chat hears in the morning, and the office of its week."""

from .digests import Digest, Party, digests, parties
from .morning import Morning

__all__ = ["Digest", "Morning", "Party", "digests", "parties"]
