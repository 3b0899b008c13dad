//! One run: a world at the furthest point played, its whole trace, and checkpoints on the way, from which any earlier instant is
//! replayed. The state at an instant is that after all its events and, in their order, the changes made then.

use std::sync::Arc;

use super::tally::Tally;
use crate::kernel::Time;
use crate::model::World;
use crate::plan::{Change, Plan};
use crate::scenario::Scenario;
use crate::trace::{Record, RecordId, Snapshot, StageWriter, Trace};

/// The most events that an action handles before it returns; `Lab::advance` does the rest.
pub(super) const AT_ONCE: u64 = 300_000;
/// Events from one checkpoint to the next, at first; few in tests, so that short runs have many checkpoints.
const SPACING: u64 = if cfg!(test) { 20 } else { 2_000 };
/// How much memory checkpoints take at most [bytes]; beyond, every second one goes and the spacing doubles.
const CHECKPOINTS: usize = 16 << 20;

/// The trace of a whole run without changes.
pub fn record(plan: &Arc<Plan>, seed: u64) -> Trace {
    crate::model::run(plan, seed, &[]).1
}

/// A world, and how many of the run's changes it has seen.
#[derive(Clone, Debug)]
struct Head {
    world: World,
    applied: usize,
}

impl Head {
    /// Runs until `until`, or for about `budget` events; never stops within an instant.
    fn run(&mut self, until: Time, budget: u64, changes: &[(Time, Change)], trace: &mut Trace) -> u64 {
        let mut events = 0;
        loop {
            let change = changes.get(self.applied).filter(|&&(at, _)| at <= until);
            let target = change.map_or(until, |&(at, _)| at);
            let ran = self.world.run_until(target, budget.saturating_sub(events), trace);
            events += ran.events;
            if !ran.done {
                return events + self.world.run_until(self.world.now(), u64::MAX, trace).events;
            }
            let Some(&(_, change)) = change else { return events };
            self.world.apply(change, trace);
            self.applied += 1;
        }
    }
}

/// A head on the way, with the trace as it stood there, muted.
#[derive(Clone, Debug)]
pub(super) struct Checkpoint {
    head: Head,
    trace: Trace,
    /// How the stages stood that are read off the trace.
    stages: StageWriter,
}

impl Checkpoint {
    /// The instant.
    pub(super) fn at(&self) -> Time {
        self.head.world.now()
    }

    /// The picture of it.
    pub(super) fn snapshot(&self) -> Snapshot {
        self.head.world.snapshot()
    }

    /// The trace up to it, muted.
    pub(super) fn trace(&self) -> &Trace {
        &self.trace
    }
}

/// One of the runs side by side.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// What runs.
    pub(super) scenario: Scenario,
    /// With this seed.
    pub(super) seed: u64,
    /// Where it was forked from another run.
    pub(super) forked_at: Option<Time>,
    /// What the reader changed, in order. Some may be ahead of what was played.
    changes: Vec<(Time, Change)>,
    front: Head,
    trace: Trace,
    checkpoints: Vec<Checkpoint>,
    spacing: u64,
    since_checkpoint: u64,
    /// What is read off the trace.
    pub(super) tally: Tally,
}

/// How far an extension came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extended {
    /// Events handled.
    pub(super) events: u64,
    /// Whether it stopped at a record that was asked for.
    pub(super) stopped: bool,
}

impl Run {
    /// A run at second 0.
    pub(super) fn new(scenario: Scenario, seed: u64, changes: Vec<(Time, Change)>) -> Self {
        let mut trace = Trace::new(&scenario.plan);
        let front = Head { world: World::new(&scenario.plan, seed, &mut trace), applied: 0 };
        let stages = StageWriter::default();
        let checkpoints = vec![Checkpoint { head: front.clone(), trace: trace.muted(), stages }];
        let tally = Tally::new(&scenario, &changes, &trace);
        let (spacing, since_checkpoint) = (SPACING, 0);
        Self { scenario, seed, forked_at: None, changes, front, trace, checkpoints, spacing, since_checkpoint, tally }
    }

    /// The end of the run.
    pub(super) fn ends_at(&self) -> Time {
        self.scenario.plan.ends_at
    }

    /// How far it was played.
    pub(super) fn played_to(&self) -> Time {
        self.front.world.now()
    }

    /// Whether it was played to `at`, and the changes made then have been.
    pub(super) fn has_played(&self, at: Time) -> bool {
        let next = self.changes.get(self.front.applied);
        self.played_to() >= at && next.is_none_or(|&(change, _)| change > at)
    }

    /// What was changed, in order.
    pub(super) fn changes(&self) -> &[(Time, Change)] {
        &self.changes
    }

    /// The record.
    pub(super) fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The picture at the furthest point played.
    pub(super) fn snapshot(&self) -> Snapshot {
        self.front.world.snapshot()
    }

    /// Plays on to `until`, or for about `budget` events, or to the first instant with a record that `stop` asks for.
    pub(super) fn extend(&mut self, until: Time, budget: u64, stop: Option<&dyn Fn(&Record) -> bool>) -> Extended {
        let until = until.min(self.ends_at());
        let mut extended = Extended { events: 0, stopped: false };
        while !self.has_played(until) && extended.events < budget && !extended.stopped {
            let left = (budget - extended.events).min(self.spacing - self.since_checkpoint);
            let known = self.trace.len();
            let (target, left) = match stop {
                Some(_) => (self.next_instant().min(until), u64::MAX),
                None => (until, left),
            };
            let events = self.front.run(target, left, &self.changes, &mut self.trace);
            extended.events += events;
            self.since_checkpoint += events;
            extended.stopped = stop.is_some_and(|stop| {
                self.trace.range(RecordId(known), RecordId(u32::MAX)).any(|(_, record)| stop(record))
            });
            self.keep_checkpoint();
        }
        self.tally.read(&self.trace);
        self.trace.shrink();
        extended
    }

    /// When something happens next.
    fn next_instant(&mut self) -> Time {
        let event = self.front.world.next_time().unwrap_or(Time::MAX);
        self.changes.get(self.front.applied).map_or(event, |&(at, _)| event.min(at))
    }

    fn keep_checkpoint(&mut self) {
        if self.since_checkpoint < self.spacing {
            return;
        }
        self.since_checkpoint = 0;
        self.tally.read(&self.trace);
        let (head, trace, stages) = (self.front.clone(), self.trace.muted(), self.tally.stages().clone());
        self.checkpoints.push(Checkpoint { head, trace, stages });
        let size: usize = self.checkpoints.iter().map(|checkpoint| checkpoint.head.world.size()).sum();
        if size > CHECKPOINTS {
            let mut keep = false;
            self.checkpoints.retain(|_| {
                keep = !keep;
                keep
            });
            self.spacing *= 2;
        }
    }

    /// The world as it was at `at`, which must have been played. Goes on from `from` if that is nearer than any checkpoint.
    pub(super) fn replay(&self, at: Time, from: Option<Checkpoint>) -> Checkpoint {
        let nearest = self.checkpoints.partition_point(|checkpoint| checkpoint.at() <= at).saturating_sub(1);
        let nearest = &self.checkpoints[nearest];
        let mut here = match from {
            Some(from) if (nearest.at()..=at).contains(&from.at()) => from,
            _ => nearest.clone(),
        };
        here.head.run(at, u64::MAX, &self.changes, &mut here.trace);
        here
    }

    /// Other changes, in order. What was played is kept up to the first difference.
    pub(super) fn set_changes(&mut self, changes: Vec<(Time, Change)>) {
        let same = self.changes.iter().zip(&changes).take_while(|(old, new)| old == new).count();
        let first = [&self.changes, &changes].into_iter().filter_map(|list| list.get(same)).map(|&(at, _)| at).min();
        self.changes = changes;
        if let Some(first) = first {
            self.go_back(first, same);
        }
        self.tally.set_changes(&self.scenario, &self.changes);
    }

    /// Forgets what lies after `at`.
    pub(super) fn cut(&mut self, at: Time) {
        let kept = self.changes.partition_point(|&(changed, _)| changed <= at);
        self.changes.truncate(kept);
        self.go_back(at, kept);
        self.extend(at, u64::MAX, None);
        self.tally.set_changes(&self.scenario, &self.changes);
    }

    /// Goes back to a checkpoint, if what was played goes beyond `at` or has seen more than `applied` changes.
    fn go_back(&mut self, at: Time, applied: usize) {
        if self.played_to() <= at && self.front.applied <= applied {
            return;
        }
        // The first checkpoint, at second 0 and before any change, always fits.
        let fits = |checkpoint: &Checkpoint| checkpoint.at() <= at && checkpoint.head.applied <= applied;
        let kept = self.checkpoints.partition_point(fits).max(1);
        self.checkpoints.truncate(kept);
        let checkpoint = &self.checkpoints[kept - 1];
        self.front = checkpoint.head.clone();
        self.trace.rewind(&checkpoint.trace);
        self.since_checkpoint = 0;
        self.tally.rewind(checkpoint.at(), checkpoint.trace.len(), &checkpoint.stages);
    }
}
