"""Acts of a jury: constitution, reading, interview, deliberation; closing is what they share."""
