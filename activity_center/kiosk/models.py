"""What we keep of the screens in the hall, and of who stands before one."""
