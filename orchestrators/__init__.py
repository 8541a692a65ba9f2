"""The answers: stateless transformers between the books and those who ask."""
