"""What we keep of what the desk has to do."""
