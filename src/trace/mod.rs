//! The one record of a run: a closed vocabulary of facts, each with its time and the record that caused it.
//!
//! Everything that is shown is a projection of this; the only look into the model beside it is [`Snapshot`], plain
//! data made by `World::snapshot()`. This module never imports the model and never decides anything.

mod change;
mod digest;
mod fact;
mod recorder;
mod snapshot;

pub use change::{Change, FaultSetting, Percent};
pub use digest::Digest;
pub use fact::{CallEnd, Excerpt, Fact, Record, RecordId, Settings, ThreadRelease};
pub use recorder::Trace;
pub(crate) use recorder::push_decimal;
pub use snapshot::{
    AView, Awaiting, BView, Busy, CView, ClientView, Doing, Exchange, ExchangePhase, FaultView, Flight, FlightKind,
    HeldCall, HeldSlot, OpenRequest, Queued, Snapshot,
};
