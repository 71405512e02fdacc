"""What serves the routes: endpoints, answers, the channel, the guard and the documentation."""
