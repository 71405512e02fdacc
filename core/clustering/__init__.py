"""K-means as a classifier: groups of digits found without labels, then named by their majority.

    study = Study(Source(checkpoint="ae-conv-25", scaling="unit"), KMeansSettings(clusters=225))
    found = fit(study)                   # kept by content: the second time it is there at once
    found.test_error, found.confusion    # share misread, int64 (classes, classes)

`study` says what is asked, `features` makes the rows, `kmeans` groups them, `measures` judges
groups by labels, `centres` draws them, and `elbow` goes over the number of clusters.
"""

from core.clustering.centres import centre_pictures
from core.clustering.elbow import ElbowPoint, ElbowStudy, knee
from core.clustering.features import Features
from core.clustering.kmeans import Clustering, Errors, cluster_of_each_digit, errors_of, fit
from core.clustering.study import KMeansSettings, Source, Study, study_from

__all__ = [
    "Clustering",
    "ElbowPoint",
    "ElbowStudy",
    "Errors",
    "Features",
    "KMeansSettings",
    "Source",
    "Study",
    "centre_pictures",
    "cluster_of_each_digit",
    "errors_of",
    "fit",
    "knee",
    "study_from",
]
