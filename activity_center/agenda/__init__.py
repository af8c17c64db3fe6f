"""Everything with a time that one person has."""
