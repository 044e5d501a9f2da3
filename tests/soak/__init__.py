"""The long suites of `make soak`. How to run and read them: docs/soak.md.

What they are made of (the modules that are not called ``test_…``) also runs in `make test`, small:
tests/test_soak_small.py.
"""
