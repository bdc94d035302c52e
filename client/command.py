"""`tolerant`: what a caseworker, an intake worker and the woman herself can do from a terminal."""

from client import (
    command_asking,
    command_assigning,
    command_casework,
    command_consent,
    command_deciding,
    command_erasing,
    command_excluding,
    command_feedback,
    command_fhir,
    command_finding,
    command_her_code,
    command_hers,
    command_intake,
    command_learning,
    command_mail,
    command_needs,
    command_news,
    command_owning,
    command_people,
    command_recovery,
    command_safety,
    command_steps,
    command_vetting,
)
from client.terminal import main

__all__ = [
    "command_asking",
    "command_assigning",
    "command_casework",
    "command_consent",
    "command_deciding",
    "command_erasing",
    "command_excluding",
    "command_feedback",
    "command_fhir",
    "command_finding",
    "command_her_code",
    "command_hers",
    "command_intake",
    "command_learning",
    "command_mail",
    "command_needs",
    "command_news",
    "command_owning",
    "command_people",
    "command_recovery",
    "command_safety",
    "command_steps",
    "command_vetting",
    "main",
]

if __name__ == "__main__":
    main()
