"""Judges of pages, and how they are asked."""
