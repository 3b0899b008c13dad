//! The world: nodes, the event queue and the dice. `World::clone` is the checkpoint.
//!
//! This module writes facts into a [`Trace`](crate::trace::Trace) and never reads one; it knows no artefact, no page, no language.

mod plan;
mod world;

pub use plan::{Arrivals, Plan};
pub use world::{Ran, World};
