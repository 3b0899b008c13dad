//! Scenarios: JSON, validated into a [`Plan`](crate::plan::Plan); the library; share links.
//!
//! This module never runs a world. What a scenario expects is kept as text: `lab` reads and checks it.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod build;
mod library;
mod opened;
mod plain;
mod problem;
mod share;
mod spec;
mod validate;

pub use library::{names, open};
pub use opened::Difference;
pub use opened::Scenario;
pub use problem::{Limit, Problem};
pub use share::{Link, LinkFault, LinkProblem, Maker};
pub use spec::{
    CallsSpec, ClientSpec, DependencySpec, DistSpec, FaultSpec, GapsSpec, Localized, RequestSpec, ServerASpec,
    ServerBSpec, SlotsSpec, Spec,
};
