"""Seals: bytes in, bytes out, so that only the two organisations that work on her case can read a referral.

`SPEC.md` says every byte. Only the ends (`client/`, `demo/`, tests) may import `crypto.sealing` and `crypto.opening`: a
node is never an end.
"""
