"""PURE: what the books should hold. One file per entity; this registry names them in the order of work."""
