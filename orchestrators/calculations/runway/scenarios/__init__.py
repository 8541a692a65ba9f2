"""What would be if: scenarios beside the forecast, and what they make of credits."""
