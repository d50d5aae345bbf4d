"""What knows that it runs in Lambda: events in, responses out."""
