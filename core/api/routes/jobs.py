"""What the live view of a training shows for each of its epochs."""

import numpy as np
from pydantic import Field

from core.api.routes.asks import Asks
from core.api.server.answer import ARRAYS, JSON, Answer
from core.api.server.endpoint import Endpoint, Refusal
from core.errors import JobError, TrainingError
from core.jobs import runner
from core.jobs.kinds import training

MOST = 50  # epochs in one answer


class AsksSnapshots(Asks):
    """Which training, and from which epoch on."""

    job: str = Field(max_length=40, description="Id of a training job.")
    after: int = Field(0, ge=0, description="The last epoch that the caller has already.")


def snapshots(asked: AsksSnapshots) -> Answer:
    """The epochs after the one named, oldest first, and what all of them share."""
    try:
        shared = training.fixed_part(runner(), asked.job)
        epochs = training.snapshot_epochs(runner(), asked.job)
        wanted = [epoch for epoch in epochs if epoch > asked.after]
        taken = [(epoch, training.snapshot(runner(), asked.job, epoch)) for epoch in wanted[:MOST]]
    except (JobError, TrainingError) as error:
        raise Refusal(404, str(error)) from error
    arrays = {
        "digits": shared.digits.numpy(),
        "noisy": shared.noisy.numpy(),
        "digit_labels": shared.digit_labels.numpy().astype(np.uint8),
        "map_labels": shared.map_labels.numpy().astype(np.uint8),
        "epochs": np.array([epoch for epoch, _ in taken], np.uint32),
    }
    if taken:
        arrays["points"] = np.stack([shot.points.numpy() for _, shot in taken])
        arrays["output"] = np.stack([shot.output.numpy() for _, shot in taken])
    return Answer(arrays, {"more": len(wanted) > MOST})


ENDPOINTS = [
    Endpoint(
        "/api/job-snapshots",
        "A training, epoch by epoch",
        f"Gives up to {MOST} epochs of a training job: the latent map, points float32 "
        "(epochs, images, 2), and what the model makes of ten test digits, output: uint8 "
        "(epochs, 10, 28, 28) reconstructions, or float32 (epochs, 10, 10) class probabilities.",
        AsksSnapshots,
        snapshots,
        method="GET",
        media=(ARRAYS, JSON),
        example={"job": "000001-0123456789ab"},
    )
]
