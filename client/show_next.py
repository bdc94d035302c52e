"""What comes next after a notice, in one line each; `{}` is the referral."""

NEXT = {
    "OTHERS_GO_ON": "It was accepted, and others of the same need go on: tolerant cancel-siblings {}",
    "CONDITIONS_CHANGED": "The service asks for something else now. Look again: tolerant rematch {}",
    "HER_FEEDBACK": "She gave her account. Open it: tolerant open {}",
    "LOOK_NOW": "Somebody who is on this case should look at it now: tolerant prompts {}",
    "ALERT_WAITS": "Words past an organisation wait for you: tolerant alerts",
    "ALERT_UNANSWERED": "Nobody has answered an alert for two working days: the secretariat or the auditor reads it",
    "DUE_ASK_HER_FIRST": "Ask her two questions, if she wishes: tolerant feedback CARD --form FIRST",
    "DUE_ASK_HER": "Ask her how it went, if she wishes: tolerant feedback CARD, or with her code: hers feedback",
    "DUE_FOLLOW_UP": "She wished to be asked now: tolerant feedback CARD, or with her code: tolerant hers feedback",
    "DUE_LOST_CONTACT": "Nobody has reached her for 72 hours. What to do: tolerant prompts {}",
    "DUE_FIRST_CONTACT": "The day of the first contact is over: tolerant start {}",
    "DUE_CHECK_OUTCOME": "How did it go? tolerant outcome {} --class SERVED --account FILE",
}
