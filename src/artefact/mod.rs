//! Artefacts: what real products would have written, projected from the trace. Never sees the model.

pub mod cast;
pub mod w3c;
