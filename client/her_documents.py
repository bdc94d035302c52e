"""The documents about her own copy; what her code gives stands in the variables, never in an address."""

from client.documents import REFUSED, mutation

_KEPT = "HerCopyKept { kept }"
COPY = (
    "query ($lookup: String!, $page: Int!) { herCopy(lookup: $lookup, page: $page) "
    f"{{ ... on HerCopyPage {{ parts }} {REFUSED} }} }}"
)
STANDS = (
    "query ($consent: String!, $referral: ID!, $at: Int!, $proof: String!) "
    "{ herReferral(consent: $consent, referralId: $referral, at: $at, proof: $proof) "
    f"{{ ... on HerReferral {{ state orgFeedback herFeedback withdrawn changedOn consent until }} {REFUSED} }} }}"
)
OPEN = mutation("openHerCopy", "OpenHerCopyInput", _KEPT)
ADD = mutation("addToHerCopy", "AddToHerCopyInput", _KEPT)
REVOKE = (
    "mutation ($secret: String!) "
    f"{{ revokeHerCopy(secret: $secret) {{ ... on HerCopyGone {{ thereWasOne }} {REFUSED} }} }}"
)
LISTING = f"query ($id: ID!) {{ listing(id: $id) {{ ... on Listing {{ name provider {{ name }} }} {REFUSED} }} }}"
