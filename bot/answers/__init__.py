"""What is asked → an answer with the clauses it stands on → text and JSON."""

from .answer import Answer, Citation
from .answering import Desk, converse, turn
from .text import answer_json, answer_text

__all__ = ["Answer", "Citation", "Desk", "answer_json", "answer_text", "converse", "turn"]
