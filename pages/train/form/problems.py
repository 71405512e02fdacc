"""What is wrong with a recipe, by the labels of the form's fields."""

from pages.train.form import data, network, optimisation, result

LABELS = {
    "name": result.NAME,
    "optimiser.learning_rate": optimisation.RATE,
    "seed": data.SEED,
    **{f"model: {name}": label for name, label in network.LABELS.items()},
}


def sentence(error: Exception) -> str:
    """The message of an error, with the label of the field in place of its name in the recipe.

    For example ``Seed: it should be greater than or equal to 0, not -1.0.``
    """
    message = str(error)
    clause = message.removeprefix("The recipe is not valid: ")
    for name, label in LABELS.items():
        # The name of a list's field goes on with the number of the item, such as widths.0.
        if clause.startswith((f"{name}: ", f"{name}.")):
            problem = clause.removeprefix(name).partition(": ")[2]
            return f"{label}: {problem.replace('Input should', 'it should', 1)}"
    return message
