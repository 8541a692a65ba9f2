"""What people do about issues: fix, ignore, keep both, merge, and take it back."""

from orchestrators.hygiene.actions.acting import ActingOrchestrator
from orchestrators.hygiene.actions.outcome import IssueOutcome, IssueOutcomes
from orchestrators.hygiene.actions.requests import FixIssue, IgnoreIssue, IssueRequest, KeepBoth, Merge
from orchestrators.hygiene.actions.undoing import UndoingOrchestrator

__all__ = [
    "ActingOrchestrator",
    "FixIssue",
    "IgnoreIssue",
    "IssueOutcome",
    "IssueOutcomes",
    "IssueRequest",
    "KeepBoth",
    "Merge",
    "UndoingOrchestrator",
]
