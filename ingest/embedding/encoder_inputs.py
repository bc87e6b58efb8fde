"""The names by which the graphs and the engine that runs them know their inputs and outputs."""

EMBEDDED = "inputs_embeds"
LENGTHS = "lengths"
HIDDEN = "last_hidden_state"
# Of the probe.
CODES = "codes"
PRODUCT = "product"
