"""What is shown of imports: the last one, and the records that it could not use."""
