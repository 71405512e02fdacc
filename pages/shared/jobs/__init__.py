"""Background jobs and the queue, as the screens show them."""
