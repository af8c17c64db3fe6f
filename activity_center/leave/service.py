"""Leaves: who is on leave at which meeting."""

from activity_center.leave.covering import Excuse, covered, excuses

__all__ = ["Excuse", "covered", "excuses"]
