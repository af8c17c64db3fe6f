"""What waits for the staff of a service desk, and what they do for people who stand before it or call."""
