//! The world: nodes, the event queue and the dice. `World::clone` is the checkpoint.
//!
//! A node hears of events and of signals from its connections; all it does goes through [`cx::Cx`] and [`flow`]: schedule,
//! cancel, send, draw, record. No node sees another node. State lies below `Cx` (`connection`, `slab`, `event`, `message`,
//! `fault`), what changes it above (`flow`, `pool`, the nodes).
//!
//! This module writes facts into a [`Trace`](crate::trace::Trace) and never reads one; it knows no artefact, no page, no
//! language.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod backend;
mod client;
mod connection;
mod cx;
mod dependency;
mod event;
mod fault;
mod flow;
mod message;
mod pool;
mod proxy;
mod slab;
#[cfg(test)]
mod tests;
mod world;

pub use world::{Ran, World, run};
