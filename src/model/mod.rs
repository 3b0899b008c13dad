//! The world: nodes, the event queue and the dice. `World::clone` is the checkpoint.
//!
//! A node hears of events and of signals from its connections; all it does goes through [`cx::Cx`]: schedule, cancel,
//! send, draw, record. No node sees another node.
//!
//! This module writes facts into a [`Trace`](crate::trace::Trace) and never reads one; it knows no artefact, no page, no
//! language.

mod backend;
mod client;
mod cx;
mod dependency;
mod event;
mod fault;
mod message;
mod net;
mod plan;
mod proxy;
mod table;
#[cfg(test)]
mod tests;
mod world;

pub use plan::{Arrivals, Plan};
pub use world::{Ran, World};
