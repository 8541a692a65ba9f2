"""What the prover reads from the PostgreSQL catalogue."""
