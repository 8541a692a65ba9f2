"""How right forecasts were, and what follows: bands, and the baseline that holds."""
