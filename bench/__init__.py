"""Benchmarks: each prints one JSON object a line, measured beside what it is compared with, in the same run."""
