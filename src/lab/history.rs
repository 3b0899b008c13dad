//! Undo and redo: what the reader chose, from which runs are made again. Records are not kept, since they follow.

use super::Speed;
use super::run::Run;
use crate::kernel::Time;
use crate::plan::Change;
use crate::scenario::Scenario;
use crate::vocabulary::RequestId;

/// How far one can go back.
const DEPTH: usize = 50;

/// The choices at a moment.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    /// What was open, and how fast it went there.
    pub(super) scenario: (Scenario, Speed),
    /// The runs.
    pub(super) runs: Vec<Choices>,
    /// Which was shown.
    pub(super) shown: usize,
    /// Where.
    pub(super) playhead: Time,
    /// What was selected, and whether by the reader.
    pub(super) selected: (Option<RequestId>, bool),
}

/// What makes a run.
#[derive(Clone, Debug)]
pub(super) struct Choices {
    scenario: Scenario,
    seed: u64,
    forked_at: Option<Time>,
    changes: Vec<(Time, Change)>,
    played_to: Time,
}

impl Choices {
    pub(super) fn of(run: &Run) -> Self {
        Self {
            scenario: run.scenario.clone(),
            seed: run.seed,
            forked_at: run.forked_at,
            changes: run.changes().to_vec(),
            played_to: run.played_to(),
        }
    }

    /// Makes the run, from `old` where that shares its beginning, and plays it as far as it had been played, for at most `budget` events.
    pub(super) fn make(self, old: Option<Run>, budget: u64) -> Run {
        let mut run = match old {
            Some(mut run) if run.scenario == self.scenario && run.seed == self.seed => {
                run.set_changes(self.changes);
                run
            }
            _ => Run::new(self.scenario, self.seed, self.changes),
        };
        run.forked_at = self.forked_at;
        run.extend(self.played_to, budget, None);
        run
    }
}

/// Moments before and after the present one.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    before: Vec<Moment>,
    after: Vec<Moment>,
}

impl History {
    /// Keeps the present, which is about to change.
    pub(super) fn keep(&mut self, present: Moment) {
        self.after.clear();
        if self.before.len() == DEPTH {
            self.before.remove(0);
        }
        self.before.push(present);
    }

    /// The moment before, if there is one; the present becomes the one after.
    pub(super) fn undo(&mut self, present: Moment) -> Option<Moment> {
        let moment = self.before.pop()?;
        self.after.push(present);
        Some(moment)
    }

    /// The moment after, if there is one; the present becomes the one before.
    pub(super) fn redo(&mut self, present: Moment) -> Option<Moment> {
        let moment = self.after.pop()?;
        self.before.push(present);
        Some(moment)
    }

    pub(super) const fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    pub(super) const fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }
}
