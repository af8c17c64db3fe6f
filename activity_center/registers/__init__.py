"""Registers on paper: printed, keyed in again, and as spreadsheets."""
