"""The documents that this end sends; each has one root field."""

REFUSED = "... on Refused { code sentence field currentVersion currentState }"
REFERRAL = (
    "id needId fromMemberId toMemberId listingId listingVersion consentId state paused orgFeedback herFeedback"
    " declineClass outcomeClass reason askedCategory sentAt firstContactOn expectedOn startedOn dueAt dueWhat version"
)
RECEIPT = "SendReceipt { referralId envelopeId stored at version }"
DEVICE = "id staffId displayName roles signKey sealKey state officer statement expiresAt version"
STEP = "referralId state version consentId"
CASE = "holders barred missing settled keys { number wrap renew } letters { envelopeId number sealed }"
AGREED = (
    "id fromMemberId toMemberId listingId listingVersion categories purposes uses used status begins ends receipt"
    " noticeLanguage token version renews signer takenBack events { seq type byRole about at }"
)
PART = "PartWithdrawn { receiptId part method at eraseBy erased ground }"
WITHDRAWN = "receiptId method referralsStopped at"


def mutation(field: str, kind: str, selection: str) -> str:
    """Write a change that takes one input."""
    return f"mutation ($input: {kind}!) {{ {field}(input: $input) {{ ... on {selection} {REFUSED} }} }}"


_ME = "Me { staffId deviceId displayName roles member { id name state vouchedUntil } }"
ME = f"{{ me {{ ... on {_ME} {REFUSED} }} }}"
MEMBER = f"query ($id: ID!) {{ member(id: $id) {{ ... on Member {{ id name country officers version }} {REFUSED} }} }}"
DEVICES = f"{{ devices {{ ... on DeviceList {{ devices {{ {DEVICE} }} }} {REFUSED} }} }}"
INTAKE_KEY = (
    "query ($id: ID!) { intakeKey(memberId: $id) { ... on IntakeKey { memberId epoch publicKey statement expiresAt } "
    f"{REFUSED} }} }}"
)
_PROOF = "{ index entry proof }"
KEY_PROOF = (
    "query ($id: ID!) { keyProof(memberId: $id) { ... on KeyProof "
    f"{{ epoch {_PROOF} officers {_PROOF} }} {REFUSED} }} }}"
)
LOG_TERMS = f"{{ logTerms {{ ... on LogTerms {{ operator witnesses w warnSeconds refuseSeconds }} {REFUSED} }} }}"
CONSISTENCY = (
    "query ($from: Int!, $to: Int) { consistencyProof(from: $from, to: $to) "
    f"{{ ... on ConsistencyProof {{ checkpoint hashes }} {REFUSED} }} }}"
)
MY_WRAPS = (
    f"{{ myIntakeWraps {{ ... on IntakeWrapList {{ wraps {{ epoch wrap publicKey }} over renewBy }} {REFUSED} }} }}"
)
REFERRAL_BY_ID = f"query ($id: ID!) {{ referral(id: $id) {{ ... on Referral {{ {REFERRAL} }} {REFUSED} }} }}"
_SIBLING = "siblings { referralId toMemberId listingId state version suggestedReason }"
SIBLINGS = f"query ($id: ID!) {{ referral(id: $id) {{ ... on Referral {{ {_SIBLING} }} {REFUSED} }} }}"
NEED = (
    "query ($id: ID!) { need(id: $id) { ... on Need { id serviceType urgency riskAssessmentOn openedAt version "
    f"showings {{ referralId options onlyOneReason at }} referrals {{ {REFERRAL} {_SIBLING} }} }} {REFUSED} }} }}"
)
_FHIR = f"(id: $id, form: $form) {{ ... on FhirBundle {{ bundle }} {REFUSED} }} }}"
FHIR_NEED = f"query ($id: ID!, $form: FhirForm!) {{ fhirNeed{_FHIR}"
FHIR_REFERRAL = f"query ($id: ID!, $form: FhirForm!) {{ fhirReferral{_FHIR}"
INBOX = (
    "query ($first: Int, $after: String) { inbox(first: $first, after: $after) { ... on ReferralConnection "
    f"{{ edges {{ node {{ {REFERRAL} }} }} pageInfo {{ hasNextPage endCursor }} }} {REFUSED} }} }}"
)
REFERRALS = INBOX.replace("inbox(", "referrals(")
HISTORY = (
    "query ($id: ID!) { history(referralId: $id) { ... on ReferralHistory "
    f"{{ events {{ seq name fromState toState byActor reason at }} }} {REFUSED} }} }}"
)
ENVELOPES = (
    "query ($id: ID!) { envelopes(referralId: $id) { ... on EnvelopeList "
    f"{{ envelopes {{ envelopeId kind seq fromMemberId toMemberId at data }} case {{ {CASE} }} }} {REFUSED} }} }}"
)
CONSENT = f"query ($id: ID!) {{ consent(id: $id) {{ ... on Consent {{ {AGREED} }} {REFUSED} }} }}"
NOTICES = (
    "query ($first: Int, $after: String) { notices(first: $first, after: $after) { ... on NoticePage "
    f"{{ notices {{ referralId kind eraseBy at }} pageInfo {{ hasNextPage endCursor }} }} {REFUSED} }} }}"
)
_MAIL = f"... on MailNotices {{ address language zone quietFrom quietTo everyMinutes confirmedAt }} {REFUSED}"
MAIL = f"{{ mailNotices {{ {_MAIL} }} }}"
SET_MAIL = f"mutation ($input: SetMailNoticesInput!) {{ setMailNotices(input: $input) {{ {_MAIL} }} }}"
CONFIRM_MAIL = f"mutation ($code: String!) {{ confirmMailNotices(code: $code) {{ {_MAIL} }} }}"
STOP_MAIL = f"mutation {{ stopMailNotices {{ ... on MailStopped {{ at }} {REFUSED} }} }}"
NEWS = (
    "subscription ($after: String, $since: DateTime) { news(after: $after, since: $since) "
    f"{{ ... on Notice {{ cursor referralId kind eraseBy at }} {REFUSED} }} }}"
)
_MATCH = (
    "listing { id sourceId version expectedVersion name state serviceTypes areasServed route "
    "provider { name member } demonstration availability { accepting waitingDays } } verdict distanceKm "
    "criteria { kind strength verdict reason sentence askSentence changeSentence } "
    "conditions { kind verdict sentence }"
)
MATCH = (
    "query ($profile: ProfileInput!, $filter: MatchFilter, $first: Int, $after: String, $language: String) "
    "{ matchListings(profile: $profile, filter: $filter, first: $first, after: $after, language: $language) "
    f"{{ ... on MatchConnection {{ edges {{ node {{ {_MATCH} }} }} "
    "totalCount counts { eligible ask notYet notEligible } "
    f"pageInfo {{ hasNextPage endCursor }} revision language wordingOrigin }} {REFUSED} }} }}"
)
PATHWAYS = (
    "query ($profile: ProfileInput!, $filter: MatchFilter, $language: String) "
    "{ pathways(profile: $profile, filter: $filter, language: $language) { ... on Pathways { pathways { "
    f"steps {{ match {{ {_MATCH} }} gains {{ kind language level framework code }} days }} daysBefore "
    f"stepsOfUnknownLength }} eligible complete revision language wordingOrigin }} {REFUSED} }} }}"
)
SYNC = (
    "query ($since: String, $first: Int) { directorySync(since: $since, first: $first) { ... on DirectorySync "
    f"{{ entries {{ id hash text }} reset more cursor statement key }} {REFUSED} }} }}"
)
WITHDRAW = (
    "mutation ($secret: String!) { withdraw(secret: $secret) { ... on WithdrawalReceipt "
    f"{{ {WITHDRAWN} }} {REFUSED} }} }}"
)
WITHDRAW_PART = (
    "mutation ($secret: String!, $part: PartInput!) { withdrawPart(secret: $secret, part: $part) "
    f"{{ ... on {PART} {REFUSED} }} }}"
)
TOLD_PART = (
    "mutation ($id: ID!, $part: PartInput!) { recordPartWithdrawal(consentId: $id, part: $part) "
    f"{{ ... on {PART} {REFUSED} }} }}"
)
HER_RECORD = f"mutation ($secret: String!) {{ herRecord(secret: $secret) {{ ... on HerRecord {{ json }} {REFUSED} }} }}"
CONSENT_RECORD = (
    "query ($id: ID!, $form: RecordForm!) { consentRecord(id: $id, form: $form) "
    f"{{ ... on ConsentRecord {{ json }} {REFUSED} }} }}"
)
FEEDBACK_TARGET = (
    "query ($consent: String!) { feedbackTarget(consent: $consent) { ... on FeedbackTarget "
    f"{{ memberId epoch publicKey statement officers consent until serviceTypes servedBy }} {REFUSED} }} }}"
)
