"""The steps that people take in the decision queue, one file each, and what they share."""
