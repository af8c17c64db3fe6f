"""The same acts for the touch screen in the hall: no rules of its own."""
