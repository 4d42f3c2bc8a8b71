"""What the desk's pages ask for: each form reads what was typed and says at the field what to do."""
