"""The ground floor: what every house stands on and no house owns.

The one base of every expected "no", random ids, page cursors, named SQL, and the only clock.
"""
