"""People and keys: member organisations, their staff and devices, sign-in, intake keys and the audit trail.

Nobody works on this network without an organisation that was admitted, a person it invited and a device whose keys
never left it. The node stores public keys and wraps only.
"""
