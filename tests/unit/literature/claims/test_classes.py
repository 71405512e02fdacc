"""The order of the classes by their errors."""

from core.literature.claims import classes
from core.literature.experiment import Experiment
from core.literature.results.series import ClassErrors
from tests.unit.literature.support import experiment


def test_the_order_of_the_classes(tmp_path, monkeypatch):
    def errors(*ours: float):
        data = ClassErrors(
            device="cpu", date="", images=10, classes=tuple("0123456789"), ours=ours, source=ours
        )
        monkeypatch.setattr(Experiment, "series", lambda on, compute: data)
        return classes.classes_in_order(experiment(tmp_path))

    assert errors(14, 6, 17, 14, 13, 15, 14.5, 12, 16, 11).value == 3
    swapped = errors(18, 6, 17, 14, 13, 15, 14.5, 12, 16, 11)  # the 0 is hardest, the 8 third
    assert swapped.value == 2
    assert swapped.values["order"] == [1, 9, 7, 4, 3, 6, 5, 8, 2, 0]
