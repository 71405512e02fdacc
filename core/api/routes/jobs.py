"""Routes for the live view of a training."""

import numpy as np
from pydantic import Field

from core.api.bounds.costs import Cost
from core.api.refusal import Refusal
from core.api.routes.requests import RouteRequest
from core.api.server.answer import ARRAYS, JSON, Answer
from core.api.server.endpoint import Endpoint
from core.errors import JobError, TrainingError
from core.jobs import runner
from core.jobs.kinds import training

EPOCH_MS, EPOCH_NUMBERS = 1.0, 12_000  # time to read a snapshot, and the numbers in it
MAX_EPOCHS = 50  # per answer


class SnapshotsRequest(RouteRequest):
    """A training and the first epoch of interest."""

    job: str = Field(max_length=40, description="Id of a training job.")
    after: int = Field(0, ge=0, description="The last epoch that the caller already has.")


def get_snapshots(request: SnapshotsRequest) -> Answer:
    """Snapshots of the epochs after the given one, oldest first, and the images they share."""
    try:
        images = training.shared_images(runner(), request.job)
        epochs = training.snapshot_epochs(runner(), request.job)
        epochs = [epoch for epoch in epochs if epoch > request.after]
        page = epochs[:MAX_EPOCHS]
        snapshots = [training.snapshot(runner(), request.job, epoch) for epoch in page]
    except (JobError, TrainingError) as error:
        raise Refusal(404, str(error)) from error
    arrays = {
        "digits": images.digits.numpy(),
        "noisy": images.noisy.numpy(),
        "digit_labels": images.digit_labels.numpy().astype(np.uint8),
        "map_labels": images.map_labels.numpy().astype(np.uint8),
        "epochs": np.array(page, np.uint32),
    }
    if snapshots:
        arrays["points"] = np.stack([snapshot.points.numpy() for snapshot in snapshots])
        arrays["output"] = np.stack([snapshot.output.numpy() for snapshot in snapshots])
    return Answer(arrays, {"more": len(epochs) > len(page)})


def _cost(request: SnapshotsRequest) -> Cost:
    return Cost(MAX_EPOCHS * EPOCH_MS, MAX_EPOCHS * EPOCH_NUMBERS)


ENDPOINTS = [
    Endpoint(
        "/api/job-snapshots",
        "Snapshots of a training",
        f"Returns up to {MAX_EPOCHS} epochs of a training job: the latent map, points float32 "
        "(epochs, images, 2), and the model's output for ten test images: uint8 "
        "(epochs, 10, 28, 28) reconstructions, or float32 (epochs, 10, 10) class probabilities.",
        SnapshotsRequest,
        get_snapshots,
        cost=_cost,
        method="GET",
        media=(ARRAYS, JSON),
        example={"job": "000001-0123456789ab"},
    )
]
