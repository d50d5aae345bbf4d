"""The outside, in memory and on a virtual clock: for unit tests, simulation and bench."""
