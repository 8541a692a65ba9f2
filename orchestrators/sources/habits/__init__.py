"""What an import learns of habits from what moved."""
