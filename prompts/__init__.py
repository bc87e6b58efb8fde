"""Text templates only; this package exists so that an installed Junkan finds them."""
