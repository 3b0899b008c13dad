//! The headless application: everything that the page does, without a page.
//!
//! A [`Lab`] holds runs and a playhead; an [`Action`] is the only way to change it, a [`Frame`] the only way to see it.
//! Nothing here knows of pixels or languages, or reads a clock: `advance` is told how much real time has passed.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod action;
mod apply;
pub mod claim;
mod frame;
mod gauges;
mod growing;
mod history;
mod play;
mod run;
mod state;
mod story;
mod tally;
#[cfg(test)]
mod tests;

/// The most runs side by side.
pub const MOST_RUNS: usize = 4;

pub use action::{Action, Jump, PauseAt, Refusal, Speed, StepBy};
pub use frame::{
    DigestView, Failure, Frame, Measure, RunTab, Story, Strip, StripArrival, StripEnding, StripFault, Visit,
};
pub use play::Progress;
pub use run::record;
pub use state::Lab;

pub use crate::plan::{Change, FaultSetting, Knob, Percent, Target, Value};
