"""Leaves: one's own, those that the desk enters for somebody, and those of a class."""

from activity_center.leave import class_views, desk_views, my_views
from activity_center.leave.blueprint import bp

__all__ = ["bp", "class_views", "desk_views", "my_views"]
