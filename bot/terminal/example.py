"""`example`: a question accepted as an example of an intent, or those that were."""

from __future__ import annotations

import argparse
from dataclasses import replace

from bot.config import Config
from bot.language.spelling import checked_question
from bot.revisions.examples import accept, kept, learned
from bot.revisions.words import INTENTS
from corpus.errors import RectifyError

from .office import print_json
from .words import EXAMPLE


def run_example(arguments: argparse.Namespace, config: Config) -> int:
    """`example`: accept one, or list them."""
    if arguments.question is None:
        return _listed(arguments, config)
    if arguments.intent is None:
        raise RectifyError(EXAMPLE.both)
    return _accepted(arguments, config)


def _accepted(arguments: argparse.Namespace, config: Config) -> int:
    from bot.revisions.revise import open_desk

    named = {name: intent for intent, name in INTENTS.items()}
    intent, question = named.get(arguments.intent, arguments.intent), checked_question(arguments.question)
    desk, today = open_desk(config), config.today()
    accept(config.examples, desk.masked(question, today), intent)
    taught = replace(desk, intents=learned(config.examples))
    otherwise = taught.understand(question, today) != desk.understand(question, today)
    if arguments.json:
        print_json({"question": question, "intent": intent, "changed": otherwise})
    else:
        print((EXAMPLE.taught if otherwise else EXAMPLE.taught_in_vain).format(intent=INTENTS[intent]))
    return 0


def _listed(arguments: argparse.Namespace, config: Config) -> int:
    """Each once, whether or not something was said before."""
    found = dict.fromkeys((intent, words) for intent, _, words in kept(config.examples))
    if arguments.json:
        print_json([{"intent": intent, "words": words} for intent, words in found])
        return 0
    for intent, words in found:
        print(EXAMPLE.line.format(intent=INTENTS.get(intent, intent), words=words))
    print(EXAMPLE.known.format(intents="、".join(INTENTS.values())))
    return 0
