"""What the demo companies buy, sell and book, as QuickBooks records."""
