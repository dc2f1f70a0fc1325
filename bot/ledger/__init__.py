"""What is due, who may do what, and what happened: items, states and rights, where everything stands."""

from .agenda import Agenda, Entry
from .items import Item
from .states import Colour
from .workflow import Action, Actor, Declined, Event, Standing, State, act

__all__ = ["Action", "Actor", "Agenda", "Colour", "Declined", "Entry", "Event", "Item", "Standing", "State", "act"]
