"""What one visitor may take of the server: costs, shares, rates, connections and uploads."""
