"""A woman, with her consent, on the way: needs, consents, referrals, sealed envelopes, feedback and withdrawal.

Nothing leaves an organisation without a consent that she gave, and the node cannot read what is sent.
"""
