"""The maker of the test vectors: SPEC.md written a second time, so that two programs must agree on every byte."""
