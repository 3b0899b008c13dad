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
    let mut trace = Trace::new(&scenario.plan);
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

/// What a series of rounds tells [million events a second].
pub(crate) struct Rate {
    /// Of the median round.
    pub(crate) median: f64,
    /// Of the fastest: what is left where nothing else runs on the machine.
    pub(crate) best: f64,
}

impl Rate {
    pub(crate) fn of(events: u64, mut rounds: Vec<Duration>) -> Self {
        rounds.sort();
        #[expect(clippy::cast_precision_loss, reason = "a figure to print")]
        let millions = events as f64 / 1e6;
        let rate = |round: Duration| millions / round.as_secs_f64();
        Self { median: rate(rounds[rounds.len() / 2]), best: rate(rounds[0]) }
    }
}

/// The table of two series of rounds.
pub(crate) fn print(scenario: &Scenario, rows: [(&str, &Rate, &str); 2]) {
    println!(
        "{}: {RUNS} runs of {} s, each with its seed, on one core",
        scenario.slug,
        scenario.plan.ends_at.ms() / 1000
    );
    println!("{:22} {:>7} {:>7}  of {ROUNDS} rounds", "million events/s", "median", "best");
    for (name, rate, remark) in rows {
        println!("{name:22} {:7.2} {:7.2}  {remark}", rate.median, rate.best);
    }
    let [(_, one, _), (_, other, _)] = rows;
    println!("{:22} {:7.2} {:7.2}", "ratio", one.median / other.median, one.best / other.best);
}
