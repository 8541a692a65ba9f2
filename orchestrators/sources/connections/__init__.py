"""What the database keeps of a business's live connection to its accounting system."""
