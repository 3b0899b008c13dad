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

/// A run into a trace; the number of events handled.
pub(crate) fn run(scenario: &Scenario, seed: u64, trace: &mut Trace) -> u64 {
    World::new(&scenario.plan, seed, trace).run_until(scenario.plan.ends_at, u64::MAX, trace).events
}

/// What a round handled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Round {
    pub(crate) events: u64,
    pub(crate) requests: u64,
    /// The sum of the runs' digests.
    pub(crate) digests: u64,
}

/// All runs of a round, with their traces.
pub(crate) fn round(scenario: &Scenario) -> Round {
    (0..RUNS).fold(Round::default(), |round, seed| {
        let mut trace = Trace::new(&scenario.plan);
        Round {
            events: round.events + run(scenario, seed.into(), &mut trace),
            requests: round.requests + u64::from(trace.requests()),
            digests: round.digests.wrapping_add(std::hash::Hasher::finish(&trace.digest())),
        }
    })
}

/// How long `work` takes, and what it gives.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let given = std::hint::black_box(work());
    (begun.elapsed(), given)
}

/// What a series of rounds tells [a second].
pub(crate) struct Rate {
    /// Of the median round.
    pub(crate) median: f64,
    /// Of the fastest: what is left where nothing else runs on the machine.
    pub(crate) best: f64,
}

impl Rate {
    /// `done` of something, a round.
    pub(crate) fn of(done: u64, mut rounds: Vec<Duration>) -> Self {
        rounds.sort();
        #[expect(clippy::cast_precision_loss, reason = "a figure to print")]
        let done = done as f64;
        let rate = |round: Duration| done / round.as_secs_f64();
        Self { median: rate(rounds[rounds.len() / 2]), best: rate(rounds[0]) }
    }
}

/// The table of series of rounds, in thousands of requests a second: each with its share of the last.
pub(crate) fn print(scenario: &Scenario, rows: &[(&str, &Rate, &str)]) {
    let seconds = scenario.plan.ends_at.ms() / 1000;
    println!("{}: {RUNS} runs of {seconds} s, each with its seed, on one core", scenario.slug);
    println!("{:20} {:>7} {:>7} {:>6}  of {ROUNDS} rounds", "1000 requests/s", "median", "best", "ratio");
    let Some((_, last, _)) = rows.last() else { return };
    for (name, rate, remark) in rows {
        let (median, best) = (rate.median / 1e3, rate.best / 1e3);
        println!("{name:20} {median:7.1} {best:7.1} {:6.2}  {remark}", rate.best / last.best);
    }
}
