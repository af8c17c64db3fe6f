"""Certificates of completion: issued with a number, printed, verified by anybody, revoked with a reason."""
