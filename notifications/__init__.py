"""Messages to people: written with the act, sent after it, each once, readable in the application."""
