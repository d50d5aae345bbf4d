"""One company and the rules that all its objects share; what differs by entity is in `entities`."""
