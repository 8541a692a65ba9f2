"""The steps that people take in the decision queue: a file for each, and what they share."""

from orchestrators.calculations.decisions.words import Refusal
from orchestrators.decisions.finality import Finalization
from orchestrators.decisions.outcome import Batch, Outcome
from orchestrators.decisions.steps.finalizing import FinalizingOrchestrator
from orchestrators.decisions.steps.proposing import Proposal, ProposingOrchestrator
from orchestrators.decisions.steps.reviewing import Review, ReviewingOrchestrator
from orchestrators.decisions.steps.revising import RevisingOrchestrator, Revision
from orchestrators.decisions.steps.withdrawing import Clearing, Withdrawal, WithdrawingOrchestrator

__all__ = [
    "Batch",
    "Clearing",
    "Finalization",
    "FinalizingOrchestrator",
    "Outcome",
    "Proposal",
    "ProposingOrchestrator",
    "Refusal",
    "Review",
    "ReviewingOrchestrator",
    "RevisingOrchestrator",
    "Revision",
    "Withdrawal",
    "WithdrawingOrchestrator",
]
