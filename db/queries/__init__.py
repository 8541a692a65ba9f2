"""The statements, one file a subject: compiled once for each shape of question, never from input."""
