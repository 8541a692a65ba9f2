"""Can the isolation be trusted: lints that read the catalogue, and a prover that attacks."""
