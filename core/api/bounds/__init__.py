"""Limits on how much of the server one visitor uses: costs, rates, connections and uploads."""
