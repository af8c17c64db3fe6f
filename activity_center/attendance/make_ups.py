"""Making up for a meeting in a parallel section: who comes to which meeting instead of which."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.attendance.models import Attendance, MakeUp
from activity_center.attendance.rules import THERE


def made_up(session: Session, person_ids: Collection[int], meeting_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return which of these meetings which of these people have made up for, as meeting and person.

    It is made up for once they were there at the other meeting; an arrangement alone counts for nothing.
    """
    rows = session.execute(
        select(MakeUp.missed_id, MakeUp.person_id)
        .join(Attendance, (Attendance.meeting_id == MakeUp.instead_id) & (Attendance.person_id == MakeUp.person_id))
        .where(
            MakeUp.ended_at.is_(None),
            MakeUp.person_id.in_(person_ids),
            MakeUp.missed_id.in_(meeting_ids),
            Attendance.mark.in_(THERE),
        )
    )
    return {(meeting_id, person_id) for meeting_id, person_id in rows}
