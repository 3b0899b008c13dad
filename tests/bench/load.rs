//! The load that is measured, and how.

#![expect(clippy::disallowed_types, reason = "a benchmark needs a clock; the core is told the time")]

use std::time::{Duration, Instant};

use bad_gateway::model::World;
use bad_gateway::scenario::{self, Scenario};
use bad_gateway::trace::Trace;

/// Runs a round: one flagship run has some 2 900 events only, so a round is many, each with a seed of its own.
pub(crate) const RUNS: u32 = 400;

/// Rounds that are timed; the median counts.
pub(crate) const ROUNDS: usize = 9;

/// The flagship.
pub(crate) fn flagship() -> Scenario {
    scenario::open("hung-dependency").expect("the library has its flagship")
}

/// A run with its trace; the number of events handled, and the digest.
pub(crate) fn run(scenario: &Scenario, seed: u64) -> (u64, u64) {
    let mut trace = Trace::default();
    let mut world = World::new(&scenario.plan, seed, &mut trace);
    let ran = world.run_until(scenario.plan.ends_at, u64::MAX, &mut trace);
    (ran.events, std::hash::Hasher::finish(&trace.digest()))
}

/// All runs of a round: events, and the sum of the digests.
pub(crate) fn round(scenario: &Scenario) -> (u64, u64) {
    (0..RUNS)
        .map(|seed| run(scenario, seed.into()))
        .fold((0, 0), |(events, digests), (more, digest)| (events + more, digests.wrapping_add(digest)))
}

/// How long `work` takes, and what it gives.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let given = std::hint::black_box(work());
    (begun.elapsed(), given)
}

/// Million events a second, of the median round.
pub(crate) fn rate(events: u64, mut rounds: Vec<Duration>) -> f64 {
    rounds.sort();
    #[expect(clippy::cast_precision_loss, reason = "a figure to print")]
    let millions = events as f64 / 1e6;
    millions / rounds[rounds.len() / 2].as_secs_f64()
}
