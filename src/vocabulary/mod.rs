//! The words that every layer shares: ids, parties, hostings, faults, statuses and the reasons why
//! things end. Plain data without behaviour beyond naming itself.
//!
//! This module never looks at time, bytes or a running world, and imports nothing of ours.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod closed;
mod ending;
mod fault;
mod hosting;
mod ids;
mod party;
mod status;

pub(crate) use closed::closed;
pub use ending::{CloseReason, Ending, InvalidHead};
pub use fault::{Acts, Answering, Connecting, Fault, Impossible, Phase, Serving};
pub use hosting::{CallStyle, Hosting, Slots};
pub use ids::{CallId, ClientId, ConnectionId, ExchangeId, LinkId, PlaceId, PoolId, RequestId, Side, TaskId, UnitId};
pub use party::{Leave, Over, Party, PoolKind, What};
pub use status::{Class, Status, Win32};
