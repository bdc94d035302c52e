"""What follows from reports about a service, as one table, and by whom and until when.

- A report on a condition names it; one on safety, confidentiality or discrimination says how bad it is.
"""

from directory.codes import CriterionKind, ReportKind, Severity

K = ReportKind
ON_A_CRITERION = frozenset({K.CRITERION_STRICTER, K.CRITERION_LOOSER})
HOW_BAD = frozenset({K.SAFEGUARDING, K.CONFIDENTIALITY, K.DISCRIMINATION})


def complete(kind: ReportKind, criterion: CriterionKind | None, severity: Severity | None) -> bool:
    """Say whether a report says what its kind needs, and nothing else."""
    return (kind in ON_A_CRITERION) == (criterion is not None) and (kind in HOW_BAD) == (severity is not None)
