"""How each resource type of the template comes to exist on this machine: one file per family of services."""
