//! From the trace to findings: why a request failed, as one walk over waits. Never sees the model.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod chain;
mod family;
mod load;
mod reason;
mod walk;

pub use chain::{Chain, why, why_marked};
pub use reason::{Link, Reason, Wait, Who};
pub use walk::{End, Path, Step, path};
