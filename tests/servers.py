"""Which servers the tests run on."""
