"""What the table holds: keys, rows, and the conditional writes that keep the promises."""
