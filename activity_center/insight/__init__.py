"""Who comes, how often, and who completes: counted from the registers, never kept twice."""
