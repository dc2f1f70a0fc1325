"""What only the office, or only administrators may do."""

from __future__ import annotations

from bot.ledger.workflow import Actor, Declined

from ..words import OFFICE


def must_be_office(actor: Actor) -> None:
    """Raises: Declined: to anybody but the office."""
    if not actor.office:
        raise Declined(OFFICE.only)


def must_be_admin(actor: Actor) -> None:
    """Raises: Declined: to anybody but administrators."""
    if not actor.admin:
        raise Declined(OFFICE.not_admin)
