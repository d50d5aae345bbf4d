"""The simulator over HTTP."""
