"""Tests in real browsers: `make test-browser`. `make test` leaves them out."""
