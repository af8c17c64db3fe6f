"""What the norms for old and disabled readers ask, clause by clause: how it is met, and which test checks it."""

from activity_center.norms import apps, kiosks, national, websites

NORMS = (apps.NORM, websites.NORM, national.NORM, kiosks.NORM)
