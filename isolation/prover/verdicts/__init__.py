"""What the tries amount to: passed, breached or inconclusive, counted by target and probe."""
