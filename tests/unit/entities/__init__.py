"""What the books should hold."""
