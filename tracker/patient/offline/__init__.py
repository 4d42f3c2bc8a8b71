"""What the phone keeps so that it works without a signal: files, a shell, the plan of the next days, an outbox."""
