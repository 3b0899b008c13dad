//! What a reader can do.

use crate::kernel::{Span, Time};
use crate::plan::{Change, limits};
use crate::vocabulary::{Hosting, RequestId, closed};

/// An intention of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Let time run; at the end of the run, from the start.
    Play,
    /// Stop the time.
    Pause,
    /// Play if paused, pause if playing.
    TogglePlay,
    /// One step.
    Step(StepBy),
    /// Go to an instant, played or not; at most the end of the run.
    Seek(Time),
    /// Go to a named instant.
    Jump(Jump),
    /// How fast time runs.
    SetSpeed(Speed),
    /// Where playing stops by itself.
    SetPauseAt(PauseAt),
    /// Change the world at the playhead. Later changes of this run are dropped (undo brings them back).
    Change(Change),
    /// Another hosting; restarts the run at second 0, and keeps the reader's place in time.
    SetHosting(Hosting),
    /// Another load [requests per second × 1000]; restarts likewise.
    SetLoad(u32),
    /// Another seed; restarts likewise.
    SetSeed(u64),
    /// A second run from the playhead on; the first one is kept beside it.
    Fork,
    /// Show another of the runs.
    ShowRun(usize),
    /// Close one of several runs.
    CloseRun(usize),
    /// Go to the moment of a link of the chain that is shown, and keep the chain while its moments are visited.
    Visit(usize),
    /// Select a request everywhere, or nothing.
    Select(Option<RequestId>),
    /// Back to the scenario as it opens.
    Reset,
    /// Take the last change back.
    Undo,
    /// Do it again.
    Redo,
    /// Open a scenario of the library; undo brings back what was open.
    Open(String),
}

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepBy {
    /// To the next record that a reader can see.
    Next,
    /// To the one before.
    Previous,
}

/// Named instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// Second 0.
    Start,
    /// The end of the run.
    End,
    /// The first 502 of the run, played up to if necessary.
    First502,
    /// The next 502 after the playhead.
    Next502,
}

/// Model time per real time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed {
    /// Model nanoseconds per real microsecond: 1000 is real time, 20 000 is 20×, 10 is 1/100.
    pub per_mille: u32,
}

impl Speed {
    /// As on the wall.
    pub const REAL: Self = Self { per_mille: 1_000 };
    /// The steps of the control, slow to fast: all of [`limits::SPEED_PER_MILLE`].
    pub const STEPS: [Self; 10] = [
        Self { per_mille: *limits::SPEED_PER_MILLE.start() },
        Self { per_mille: 20 },
        Self { per_mille: 100 },
        Self { per_mille: 500 },
        Self { per_mille: 1_000 },
        Self { per_mille: 2_000 },
        Self { per_mille: 5_000 },
        Self { per_mille: 10_000 },
        Self { per_mille: 20_000 },
        Self { per_mille: *limits::SPEED_PER_MILLE.end() },
    ];

    /// How much model time passes in `real`.
    pub fn of(self, real: Span) -> Span {
        let ns = u128::from(real.ns()) * u128::from(self.per_mille) / 1_000;
        Span::from_ns(u64::try_from(ns).unwrap_or(u64::MAX))
    }
}

closed! {
    /// Where playing stops by itself.
    PauseAt,
    /// All, in the order of the menu.
    ALL {
        /// At each 502.3.
        Each502,
        /// At the first 502.3 of the run.
        First502,
        /// Only at the end.
        Never,
    }
}

/// Why an action did nothing. What is on screen stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No scenario has this slug.
    NoSuchScenario(String),
    /// The run has no (further) 502.
    No502,
    /// The fault cannot happen under the hosting.
    Impossible(crate::vocabulary::Fault, crate::vocabulary::Impossible),
    /// There is nothing to undo or redo.
    NothingToUndo,
    /// There is no such run.
    NoSuchRun,
    /// The chain that is shown has no such link.
    NoSuchLink,
    /// A value is out of range.
    OutOfRange,
    /// As many runs as can be kept side by side are there.
    TooManyRuns,
}
