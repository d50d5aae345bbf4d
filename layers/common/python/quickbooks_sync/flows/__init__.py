"""The order of steps, against ports only: push, connect, sync, drain, sweep, nightly, replay."""
