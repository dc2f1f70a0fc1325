"""What is asked → an answer with the clauses it stands on → text and JSON."""

from .answer import Answer, Citation
from .answering import converse, turn
from .as_json import answer_json
from .desk import Desk
from .text import answer_text

__all__ = ["Answer", "Citation", "Desk", "answer_json", "answer_text", "converse", "turn"]
