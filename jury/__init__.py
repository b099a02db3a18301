"""Who decides: juries, readings, votes, verdicts, interviews, minutes."""
