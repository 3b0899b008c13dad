//! How fast the engine is, and how much a long run weighs.
//!
//! `cargo bench --bench engine`

mod load;
mod yardstick;

use bad_gateway::kernel::{Dist, Span, Time};
use bad_gateway::lab::{Action, Jump, Lab};
use bad_gateway::plan::Arrivals;
use bad_gateway::scenario::Scenario;
use bad_gateway::trace::Trace;
use bad_gateway::vocabulary::{PoolKind, Slots};
use load::{ROUNDS, RUNS, Rate, Round, flagship, round, run, timed};

fn main() {
    speed(&flagship());
    weight(flagship());
}

/// Runs with a trace and without beside a loop that was written by hand for the same load, on one core.
fn speed(scenario: &Scenario) {
    let untraced = || (0..RUNS).map(|seed| run(scenario, seed.into(), &mut Trace::off(&scenario.plan))).sum::<u64>();
    let by_hand = || (0..RUNS).map(|seed| yardstick::run(seed.into())).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    // Warm up, and count.
    let (Round { events, requests, .. }, (events_by_hand, failures)) = (round(scenario), by_hand());
    assert_eq!(events, untraced(), "a run is the same without a trace");
    let (mut traced, mut off, mut hand) = (Vec::new(), Vec::new(), Vec::new());
    // In turn, so that whatever else the machine does meets all.
    for _ in 0..ROUNDS {
        traced.push(timed(|| round(scenario)).0);
        off.push(timed(untraced).0);
        hand.push(timed(by_hand).0);
    }
    let runs = u64::from(RUNS);
    let events = format!("{} events a run", events / runs);
    let by_hand =
        format!("{} events a run, {} of them 502s; no trace, no bytes", events_by_hand / runs, failures / runs);
    let [traced, off, hand] = [traced, off, hand].map(|rounds| Rate::of(requests, rounds));
    let rows = [
        ("engine, with trace", &traced, &*events),
        ("engine, trace off", &off, &events),
        ("written by hand", &hand, &by_hand),
    ];
    load::print(scenario, &rows);
}

/// What a lab takes that has played the flagship's load as thirty colleagues would: 100 requests/s, 64 threads, 50 slots, ten minutes.
fn weight(mut scenario: Scenario) {
    let plan = std::sync::Arc::make_mut(&mut scenario.plan);
    plan.clients.arrivals = Arrivals::Gaps(Dist::Uniform(Span::from_ms(9), Span::from_ms(11)));
    plan.ends_at = Time::from_ms(600_000);
    for pool in &mut plan.pools {
        match pool.kind {
            PoolKind::Thread => pool.limit = Slots::Limited(64),
            PoolKind::Connection => pool.limit = Slots::Limited(50),
            PoolKind::Worker => {}
        }
    }
    let mut lab = Lab::new(scenario);
    lab.apply(Action::Jump(Jump::End)).expect("a run has an end");
    while lab.advance(Span::from_ms(16), 300_000).busy {}
    let rows = lab.frame().log.len();
    // What the kernel says, where it says it.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).map_or("not known here", str::trim);
    println!("a lab that has played {rows} requests, ten minutes at 100/s: at most {peak}");
}
