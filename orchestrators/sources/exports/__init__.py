"""What an export is as a whole: whose books, how new, and how much of them."""
