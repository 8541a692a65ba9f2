"""The rows of two tenants that the prover seeds."""
