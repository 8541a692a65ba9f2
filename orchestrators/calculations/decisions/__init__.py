"""The rules of the decision queue: pure, so that every case of them can be tried without a database."""
