//! Scenarios: JSON, validated into a [`Plan`](crate::model::Plan); the library; share links.
//!
//! This module never runs a world. What a scenario expects is kept as text: `lab` reads and checks it.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod library;
pub mod limits;
mod opened;
mod problem;
mod share;
mod spec;
mod validate;

pub use library::{names, open};
pub use limits::MAX_CHANGES;
pub use opened::Scenario;
pub use problem::{Limit, Problem};
pub use share::{Link, LinkFault, LinkProblem};
pub use spec::{
    ClientSpec, DependencySpec, DistSpec, FaultSpec, GapsSpec, Localized, ServerASpec, ServerBSpec, SlotsSpec, Spec,
};
