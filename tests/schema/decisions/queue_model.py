"""The decision queue a second time, in a few lines of plain Python: what each command should answer."""

from dataclasses import dataclass, field

OPEN = ("PROPOSED", "APPROVED", "FAILED")
PAYS = ("PAY", "PAY_PART")
PART = 50


@dataclass
class Decided:
    """A decision."""

    item: str
    action: str
    amount: int
    token: int
    author: str
    proposer: str
    status: str = "PROPOSED"
    version: int = 1
    approvers: set[str] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        """Whether it awaits something."""
        return self.status in OPEN


@dataclass
class Queue:
    """One business: its documents, its limits and its decisions in the order in which they were proposed."""

    roles: dict[str, str]
    balance: dict[str, int]
    token: dict[str, int]
    limits: tuple[int | None, int | None] = (None, None)
    decisions: list[Decided] = field(default_factory=list)

    def propose(self, user: str, item: str, action: str) -> str | None:
        """Propose."""
        if self.roles[user] == "ANALYST":
            return "FORBIDDEN"
        refusal = self._claimed(item, action, None)
        if refusal is None:
            amount = self._amount(item, action)
            self.decisions.append(Decided(item, action, amount, self.token[item], user, user))
        return refusal

    def withdraw(self, user: str, decided: Decided, *, fresh: bool) -> str | None:
        """Withdraw."""
        refusal = self._unusable(user, decided, fresh=fresh) or self._others(user, decided)
        return refusal or self._to(decided, "WITHDRAWN")

    def revise(self, user: str, decided: Decided, *, fresh: bool) -> str | None:
        """Revise, with the same terms."""
        refusal = (
            self._unusable(user, decided, fresh=fresh)
            or self._others(user, decided)
            or self._claimed(decided.item, decided.action, decided)
        )
        if refusal is None:
            decided.author, decided.approvers = user, set()
            self._look(decided)
        return refusal or self._to(decided, "PROPOSED")

    def reject(self, user: str, decided: Decided, *, fresh: bool) -> str | None:
        """Reject."""
        refusal = self._unusable(user, decided, fresh=fresh) or self._not_entitled(
            user, decided, decided.amount
        )
        return refusal or self._to(decided, "REJECTED")

    def approve(self, user: str, decided: Decided, *, fresh: bool) -> str | None:
        """Approve."""
        refusal = self._unusable(user, decided, fresh=fresh)
        if refusal is None and not (decided.status == "PROPOSED" or self.stale(decided)):
            refusal = "ILLEGAL_TRANSITION"
        amount = self._amount(decided.item, decided.action)
        refusal = refusal or self._not_entitled(user, decided, amount)
        given = set() if self.stale(decided) else decided.approvers
        if refusal or user in given:
            return refusal or "ALREADY_APPROVED"
        self._look(decided)
        decided.approvers = given | {user}
        enough = len(decided.approvers) >= self._needed(decided.action, amount)
        return self._to(decided, "APPROVED" if enough else "PROPOSED")

    def finalize(self, user: str, decided: Decided, *, fresh: bool) -> str | None:
        """Finalize."""
        if self.roles[user] == "STAFF":
            return "FORBIDDEN"
        refusal = self._unusable(user, decided, fresh=fresh)
        if refusal is None and self.stale(decided):
            refusal = "STALE"
        if refusal is None and len(decided.approvers) < self._needed(decided.action, decided.amount):
            refusal = "NOT_APPROVED"
        return refusal or self._to(decided, "FINALIZED")

    def clear(self, user: str) -> str | None:
        """Clear."""
        if self.roles[user] not in {"OWNER", "ADVISOR"}:
            return "FORBIDDEN"
        for decision in self.decisions:
            if decision.is_open:
                self._to(decision, "WITHDRAWN")
        return None

    def stale(self, decided: Decided) -> bool:
        """Whether its document has changed."""
        return decided.is_open and decided.token != self.token[decided.item]

    def _unusable(self, user: str, decided: Decided, *, fresh: bool) -> str | None:
        if self.roles[user] == "ANALYST":
            return "FORBIDDEN"
        if not fresh:
            return "CONFLICT"
        return None if decided.is_open else "ILLEGAL_TRANSITION"

    def _others(self, user: str, decided: Decided) -> str | None:
        return "FORBIDDEN" if self.roles[user] == "STAFF" and user != decided.proposer else None

    def _not_entitled(self, user: str, decided: Decided, amount: int) -> str | None:
        if self._needed(decided.action, amount) == 0:
            return None
        if self.roles[user] == "STAFF":
            return "FORBIDDEN"
        return "OWN_DECISION" if user == decided.author else None

    def _needed(self, action: str, amount: int) -> int:
        alone, other = self.limits
        if alone is None or action not in PAYS or amount <= alone:
            return 0
        return 1 if other is None or amount <= other else 2

    def _amount(self, item: str, action: str) -> int:
        return PART if action == "PAY_PART" else self.balance[item]

    def _claimed(self, item: str, action: str, own: Decided | None) -> str | None:
        taken = 0
        for other in self.decisions:
            instructed = (
                other.status == "FINALIZED" and other.action in PAYS and other.token == self.token[item]
            )
            if other is own or other.item != item or not (other.is_open or instructed):
                continue
            both_parts = action == other.action == "PAY_PART"
            if not both_parts and other.is_open:
                return "ALREADY_QUEUED"
            if not both_parts and action in PAYS:
                return "ALREADY_INSTRUCTED"
            taken += other.amount
        return "AMOUNT_OUT_OF_RANGE" if action == "PAY_PART" and taken + PART > self.balance[item] else None

    def _look(self, decided: Decided) -> None:
        decided.token, decided.amount = self.token[decided.item], self._amount(decided.item, decided.action)

    def _to(self, decided: Decided, status: str) -> str | None:
        decided.status, decided.version = status, decided.version + 1
        return None
