"""The whole state of a simulator as one JSON document: saved, loaded and compared."""
