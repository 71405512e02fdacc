"""What is counted and logged while calls are answered."""
