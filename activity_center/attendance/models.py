"""What we keep of who was there."""
