"""State put in, taken out and compared: objects as QuickBooks shows them, and the whole simulator."""
