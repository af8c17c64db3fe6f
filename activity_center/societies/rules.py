"""What a society is, and who speaks for it."""

from enum import Enum


class SocietyKind(Enum):
    """What people do together in a society."""

    ARTS = "arts"
    MUSIC = "music"
    DANCE = "dance"
    SPORT = "sport"
    GAMES = "games"
    OTHER = "other"


class SocietyStatus(Enum):
    """Only an APPROVED society meets and is shown; one that is SUSPENDED may come back, one DISSOLVED does not."""

    APPLIED = "applied"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    DISSOLVED = "dissolved"


class Post(Enum):
    """What an officer is in a society, the first who answers for it first. Each of them may speak for it."""

    LEADER = "leader"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
