//! Events per second of the engine, with tracing on, on one core, and of a loop written by hand for the same load.
//!
//! `cargo bench --bench engine`

mod load;
mod yardstick;

use load::{ROUNDS, RUNS, Rate, flagship, round, timed};

fn main() {
    let scenario = flagship();
    // Warm up, and count.
    let (events, _) = round(&scenario);
    let by_hand = || (0..RUNS).map(|seed| yardstick::run(seed.into())).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let (events_by_hand, failures) = by_hand();
    let (mut engine, mut hand) = (Vec::new(), Vec::new());
    // In turn, so that whatever else the machine does meets both.
    for _ in 0..ROUNDS {
        engine.push(timed(|| round(&scenario)).0);
        hand.push(timed(by_hand).0);
    }
    let runs = u64::from(RUNS);
    let events_by_run = format!("{} events a run", events / runs);
    let by_hand =
        format!("{} events a run, {} of them 502s; no trace, no bytes", events_by_hand / runs, failures / runs);
    let (engine, hand) = (Rate::of(events, engine), Rate::of(events_by_hand, hand));
    load::print(&scenario, [("engine, with trace", &engine, &events_by_run), ("written by hand", &hand, &by_hand)]);
}
