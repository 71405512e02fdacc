"""Figures of classifiers and detectors: confusions, confidence, robustness and ROC curves."""
