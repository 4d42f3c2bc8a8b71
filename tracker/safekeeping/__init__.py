"""Records that stay: backup, restore, and the move from the embedded default to PostgreSQL, each checked by counts."""
