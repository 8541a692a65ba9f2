"""The prover: seeds two tenants, attacks as one, and sees whether the other's rows show or change."""
