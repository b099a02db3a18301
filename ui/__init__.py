"""What every page shares. Knows nothing of certification."""
