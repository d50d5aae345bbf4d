"""The service on this machine: AWS by moto, QuickBooks by the simulator, the real functions in between."""
