"""What a sync costs: calls, metered reads, seconds, table operations; held against `bounds.json`."""
