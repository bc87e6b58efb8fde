"""The names by which the encoder's graph and the engine that runs it know its inputs and its output."""

EMBEDDED = "inputs_embeds"
LENGTHS = "lengths"
HIDDEN = "last_hidden_state"
