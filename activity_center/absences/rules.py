"""What can become of a proposal."""

from datetime import timedelta
from enum import Enum

# How often a section is looked at when no register of it was closed meanwhile.
LOOK_EVERY = timedelta(minutes=10)
# The last week of a term is looked at after it as well.
LOOK_AFTER_TERM = timedelta(days=7)


class State(Enum):
    """How a proposal stands; WITHDRAWN says that a corrected mark or a leave has made it void."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
