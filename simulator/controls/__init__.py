"""What the control API can do, by subject: each file holds routes and the functions behind them."""
