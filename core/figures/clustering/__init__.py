"""Figures of clusterings: purity and map of the clusters, and the elbow curve."""
