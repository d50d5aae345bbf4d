"""Pure decisions: each module chooses between things and returns the choice."""
