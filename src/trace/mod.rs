//! The one record of a run: a closed vocabulary of facts, each with its time and the record that caused it.
//!
//! Everything that is shown is a projection of this; the only look into the model beside it is [`Snapshot`], plain
//! data made by `World::snapshot()`. This module never imports the model and never decides anything.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod budget;
mod digest;
mod fact;
mod holdings;
mod lineage;
mod recorder;
mod snapshot;
mod stages;

pub use digest::Digest;
pub use fact::{Excerpt, Fact, Record, RecordId};
pub use holdings::{Busy, Held, Holdings, Living, Marks, PoolHeld};
pub use lineage::Begun;
pub(crate) use recorder::push_decimal;
pub use recorder::{Trace, excerpt};
pub use snapshot::{ExchangePhase, ExchangeView, FaultView, Flight, FlightKind, PartyView, PoolView, Snapshot};
pub use stages::{Stages, Writer as StageWriter};
