"""Three invented companies whose books fill a demo, as QuickBooks would hand them over."""
