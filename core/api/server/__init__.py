"""The path of a call through the server: channel, endpoint, body, workers and answer."""
