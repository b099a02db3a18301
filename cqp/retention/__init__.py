"""What is over and goes (rules.retention): found by queries, announced, erased by tasks, shown."""
