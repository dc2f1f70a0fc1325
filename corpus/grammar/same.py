"""Fields that say they are those of the problem above (责任单位：同上) → its words, which stand where they stand.

Where no problem above has the field the words stay, and are told as what they are: no unit, no time.
"""

from __future__ import annotations

from itertools import pairwise

from corpus.model import FIELDS, FieldKind
from corpus.text.ditto import is_ditto
from corpus.text.labels import UNIT_KINDS

from .records import Record

_KINDS = (*UNIT_KINDS, *(f.key for f in FIELDS if f.kind in (FieldKind.TEXT, FieldKind.DEADLINE) and f.required))


def with_same(records: list[Record]) -> None:
    """Gives each such field the words of the problem above, in their order."""
    for above, record in pairwise(records):
        record.fields |= {
            kind: above.fields[kind]
            for kind, value in record.fields.items()
            if kind in _KINDS and is_ditto(value.text) and above.fields.get(kind)
        }
