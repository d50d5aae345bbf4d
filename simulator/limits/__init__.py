"""How much and how fast: the published limits, metering, latencies, what is under way."""
