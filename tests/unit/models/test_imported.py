"""Networks of ONNX graphs behave like those of PyTorch, except that nothing trains them."""

import copy

import pytest
import torch
from onnx import ModelProto

from core import inference
from core.checkpoints import Store
from core.checkpoints.foreign import adding
from core.checkpoints.foreign.notes import between, standardisation
from core.checkpoints.foreign.sources import Answers
from core.data import load, to_float
from core.errors import RecipeError
from core.training.recipes.recipe import Recipe
from core.training.transfer import classifier_over
from tests.unit.checkpoints.foreign import graphs
from tests.unit.checkpoints.foreign.preparing import part, prepare


@pytest.mark.parametrize(
    ("layout", "sides"),
    [("nchw", (1, 28, 28)), ("nhwc", (28, 28, 1)), ("nhw", (28, 28)), ("flat", (784,))],
)
@pytest.mark.parametrize(
    "values", [between(0, 1), between(0, 255), standardisation((0.13,), (0.3,))]
)
def test_every_layout_and_range_gives_the_graph_what_it_takes(layout, sides, values):
    own = part(("e.onnx", graphs.encoder(sides)), answers=Answers(takes=values))
    assert own.config.encoder.takes.layout == layout
    x = to_float(load("mnist").images[:4])
    tensor = ModelProto.FromString(graphs.encoder(sides)).graph.initializer[0]
    matrix = torch.from_numpy(graphs.numpy_helper.to_array(tensor).copy())
    expected = (x.flatten(1) * values.scale[0] + values.offset[0]) @ matrix
    assert torch.allclose(adding.module_of(own).encode(x), expected, atol=1e-3)


def test_colours_keep_their_order_in_every_layout():
    x = torch.rand(3, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    for layout in ("nchw", "nhwc", "flat", "flat-hwc"):
        values = standardisation((0.4, 0.5, 0.6), (0.2, 0.3, 0.4)).model_copy(
            update={"layout": layout}
        )
        assert torch.allclose(values.from_graph(values.to_graph(x), (3, 8, 8)), x, atol=1e-6)


def test_a_graph_for_one_picture_at_a_time_takes_any_number():
    one = adding.module_of(part(("e.onnx", graphs.encoder(rows=1))))
    many = adding.module_of(part(("e.onnx", graphs.encoder())))
    x = to_float(load("mnist").images[:7])
    assert one.config.encoder.batch == 1
    assert torch.allclose(one.encode(x), many.encode(x), atol=1e-5)
    assert many.encode(x[:0]).shape == (0, graphs.LATENT)


def test_it_is_moved_and_copied_without_harm():
    module = adding.module_of(part(("e.onnx", graphs.encoder())))
    x = to_float(load("mnist").images[:3])
    before = module.encode(x)
    moved = copy.deepcopy(module.to(torch.float16).to("meta").to(memory_format=torch.channels_last))
    assert torch.equal(moved.encode(x), before)
    assert inference.device_of(module).type == "cpu"


def test_nothing_trains_it(tmp_path):
    store = Store(tmp_path)
    candidates = prepare(("e.onnx", graphs.encoder()), ("d.onnx", graphs.decoder()))[1]
    adding.keep(store.save, candidates, "mine", "Mine", "a test", "")
    spec = store.card("mine").model
    with pytest.raises(ValueError, match="cannot be trained here"):
        Recipe(name="x", title="x", model=spec, epochs=1)
    with pytest.raises(RecipeError, match="cannot be trained here"):
        classifier_over(spec)
    module = adding.module_of(candidates[0].part)
    with pytest.raises(RuntimeError, match="cannot be trained here"):
        module.loss(torch.zeros(1, 1, 28, 28), torch.zeros(1, 1, 28, 28))
