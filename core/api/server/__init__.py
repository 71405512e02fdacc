"""What carries a call: endpoint, body, workers, answer and the channel."""
