"""`runway backtest`: the command, and what it prints of forecasts."""
