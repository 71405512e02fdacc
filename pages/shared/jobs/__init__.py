"""Background jobs and the queue, as screens show them."""
