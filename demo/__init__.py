"""The demonstration: a node of its own, invented organisations, and the story that shows the network do its job."""
