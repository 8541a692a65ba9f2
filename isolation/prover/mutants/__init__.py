"""The prover is proved: every policy, key and grant broken in turn, and whether anybody notices."""
