"""K-means as a classifier: clusters found without labels, named after their most common class.

>>> from core.clustering import KMeansSettings, Source, Study, fit
>>> settings = KMeansSettings(clusters=30, starts=1)
>>> study = Study(source=Source(checkpoint="ae-conv-2"), settings=settings)
>>> clustering = fit(study)  # cached by content: the next call reads it
>>> clustering.confusion.shape  # int64, true class by class of the cluster
(10, 10)
>>> 0.1 < clustering.test_error < 0.6  # share of the test digits that are misread
True

`study` describes a clustering, `features` makes the rows, `kmeans` groups them, `result` compares
the groups with the labels by `measures`, `centres` draws them, and `elbow` varies their number.
"""

from core.clustering.centres import centre_pictures
from core.clustering.elbow import ElbowPoint, ElbowStudy, knee
from core.clustering.features import Features
from core.clustering.kmeans import Errors, fit, measure_errors
from core.clustering.result import Clustering
from core.clustering.study import EXAMPLE, KMeansSettings, Source, Study, study_from

__all__ = [
    "EXAMPLE",
    "Clustering",
    "ElbowPoint",
    "ElbowStudy",
    "Errors",
    "Features",
    "KMeansSettings",
    "Source",
    "Study",
    "centre_pictures",
    "fit",
    "knee",
    "measure_errors",
    "study_from",
]
