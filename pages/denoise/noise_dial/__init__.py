"""The noise dial: pictures and readings follow the pointer; Python gets the setting at rest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core import noise
from core.text.controls import controls
from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


@dataclass(frozen=True)
class NoiseSetting:
    """A kind of noise, the values of its fields and the seed of its draw."""

    kind: str
    values: Mapping[str, float]
    seed: int

    @property
    def level(self) -> float:
        """The first field: the amount of noise."""
        return self.values[noise.level_control(self.kind).name]


def settings_of(kind: str, wanted: Mapping[str, Any]) -> dict[str, float]:
    """Value per field of a kind of noise: the wanted one if it is in range, or the default."""
    values = {}
    for control in controls(noise.KINDS[kind]):
        usual = float(control.default)
        try:
            number = float(wanted.get(control.name, usual))
        except (TypeError, ValueError):
            number = usual
        values[control.name] = number if control.low <= number <= control.high else usual
    return values


def noise_dial(
    *,
    key: str,
    dataset: str,
    row: int,
    label: int,
    classes: Sequence[str],
    setting: NoiseSetting,
    models: Mapping[str, str],
    classifier: str | None,
) -> NoiseSetting:
    """Show the dial for one digit and return its setting.

    It starts at ``setting``, and goes there when the kind of noise changes. ``models`` gives each
    denoiser's name with its title, ``classifier`` the name of the model that reads the digits.
    """
    kind = noise.KINDS[setting.kind]
    noise_fields = [
        {**asdict(control), "value": setting.values[control.name]} for control in controls(kind)
    ]
    result = _mount(
        key=key,
        data={
            "dataset": dataset,
            "row": row,
            "label": label,
            "classes": list(classes),
            "kind": {"name": setting.kind, "title": kind.title, "fields": noise_fields},
            "seed": setting.seed,
            "models": [{"name": name, "title": title} for name, title in models.items()],
            "classifier": None if classifier is None else {"name": classifier},
        },
        on_noise_change=lambda: None,
    )
    new = result.noise
    if not new or new["kind"] != setting.kind:
        return setting
    return NoiseSetting(setting.kind, settings_of(setting.kind, new["values"]), int(new["seed"]))
