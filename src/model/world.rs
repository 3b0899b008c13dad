//! The world and its main loop.

use super::Plan;
use crate::kernel::Time;
use crate::trace::{Change, Snapshot, Trace};

/// A running world. A clone is a checkpoint: the clone goes on exactly as the original would.
#[derive(Clone, Debug)]
pub struct World {
    now: Time,
}

/// How far a bounded run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Events handled.
    pub events: u64,
    /// Whether the target was reached, rather than the budget used up.
    pub done: bool,
}

impl World {
    /// A world at second 0.
    pub fn new(_plan: &Plan, _seed: u64, _trace: &mut Trace) -> Self {
        Self { now: Time::ZERO }
    }

    /// The present: the target of the last complete run, else the time of the last event.
    pub fn now(&self) -> Time {
        self.now
    }

    /// When the next event is due.
    pub fn next_time(&mut self) -> Option<Time> {
        None
    }

    /// Handles all events up to and including `until`, at most `budget` of them.
    pub fn run_until(&mut self, until: Time, _budget: u64, _trace: &mut Trace) -> Ran {
        self.now = until;
        Ran { events: 0, done: true }
    }

    /// Changes something, now.
    pub fn apply(&mut self, _change: Change, _trace: &mut Trace) {}

    /// The picture of the present.
    pub fn snapshot(&self) -> Snapshot {
        unimplemented!("the first world is being built")
    }
}
