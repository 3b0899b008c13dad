//! Events per second of the engine, with tracing on, on one core, and of a loop written by hand for the same load.
//!
//! `cargo bench --bench engine`

mod load;
mod yardstick;

use load::{ROUNDS, RUNS, flagship, rate, round, timed};

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
    let (engine, hand) = (rate(events, engine), rate(events_by_hand, hand));
    println!("{}: {RUNS} runs of {} s with a seed each, median of {ROUNDS} rounds", scenario.slug, 180);
    println!("engine, with trace   {engine:6.2} million events/s   {} events a run", events / u64::from(RUNS));
    println!(
        "written by hand      {hand:6.2} million events/s   {} events a run, {} of them 502s; no trace, no bytes",
        events_by_hand / u64::from(RUNS),
        failures / u64::from(RUNS)
    );
    println!("ratio                {:6.2}", engine / hand);
}
