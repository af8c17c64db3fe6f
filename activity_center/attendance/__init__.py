"""Who was there: marks by instructors, sign-ins by learners."""
