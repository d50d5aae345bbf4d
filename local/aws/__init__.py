"""AWS on this machine: moto behind locks, with what it lacks; a process of its own, `python -m local.aws`."""
