"""Figures for an operator: how much and how fast, never who or what."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """Count requests by their kind; no label ever holds an id, an address or a text from outside."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.operations = Counter(
            "tolerant_operations", "GraphQL operations", ["kind", "status"], registry=self.registry
        )
        self.refused = Counter(
            "tolerant_requests_refused", "Requests refused at the gate", ["code"], registry=self.registry
        )
        self.faults = Counter("tolerant_faults", "Faults that were masked", registry=self.registry)
        self.seconds = Histogram(
            "tolerant_operation_seconds",
            "Time to answer a GraphQL operation",
            ["kind"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self.listings = Gauge(
            "tolerant_directory_listings", "Listings in the matching snapshot", registry=self.registry
        )
        self.lines = Gauge("tolerant_live_lines", "Open lines for subscriptions", registry=self.registry)

    def text(self) -> bytes:
        """Write the figures in Prometheus' format."""
        return generate_latest(self.registry)
