"""The command line of support: what is stuck, why, and bringing it back, over the API alone."""
