"""What stands in the rows of a kiosk, in the few words there is room for."""

from datetime import time

import pytest

from activity_center.courses.models import SectionTime
from activity_center.kiosk import lines

MORNING = {"starts": time(9), "ends": time(10, 30)}
AFTERNOON = {"starts": time(14, 30), "ends": time(16)}


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ([(2, MORNING)], "周二 9:00–10:30"),
        ([(2, MORNING), (4, MORNING)], "周二、周四 9:00–10:30"),
        ([(1, MORNING), (2, MORNING), (4, MORNING)], "周一、周二、周四 9:00–10:30"),
        ([(2, MORNING), (2, AFTERNOON)], "周二 9:00–10:30、周二 14:30–16:00"),
        (
            [(day, hours) for day in range(1, 8) for hours in (MORNING, AFTERNOON)],
            "周一至周日 9:00–10:30、周一至周日 14:30–16:00",
        ),
        ([(6, {"starts": time(9)})], "周六 9:00"),
        ([(None, {})], ""),
    ],
)
def test_days_with_the_same_hours_stand_together(app, times, words):
    rows = [SectionTime(weekday=weekday, **hours) for weekday, hours in times]
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert lines.weekly(rows) == words
