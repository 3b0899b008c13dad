//! A log that the engine wrote becomes the load of another run. `REPLAY_ROWS=100000` makes it as long as a busy day's.

use std::sync::Arc;

use bad_gateway::artefact::w3c::{file, rows};
use bad_gateway::intake;
use bad_gateway::kernel::{Dist, Span, Time};
use bad_gateway::plan::Arrivals;
use bad_gateway::trace::Fact;
use bad_gateway::vocabulary::{Party, Slots};

use crate::run::{library, run};

#[test]
fn a_long_log_of_the_engine_is_replayed_row_by_row() {
    let wanted = std::env::var("REPLAY_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(3_000_u64);
    let mut busy = library("healthy-farm");
    let plan = Arc::make_mut(&mut busy.plan);
    // 50 requests a second: more than two slots would serve.
    plan.clients.arrivals = Arrivals::Gaps(Dist::Exponential(Span::from_ms(20)));
    plan.pools.iter_mut().filter(|pool| pool.link.is_some()).for_each(|pool| pool.limit = Slots::Unlimited);
    plan.ends_at = Time::from_ms(wanted * 20 + 10_000);
    let written = rows(&run(&busy), busy.plan.entry().place, busy.starts_at_unix_s);
    assert!(written.len() as u64 > wanted, "{}", written.len());

    let log = intake::read(file(&written, busy.starts_at_unix_s).as_bytes()).expect("a log");
    assert_eq!((log.rows.len(), log.without_time_taken, log.skipped), (written.len(), 0, 0));
    let arrivals = intake::arrivals(&log);
    let replayed = busy.with_arrivals(arrivals.clone());
    let started: Vec<Time> = run(&replayed)
        .records()
        .iter()
        .filter_map(|record| matches!(record.fact, Fact::Begins { party: Party::Request(_), .. }).then_some(record.at))
        .collect();
    assert_eq!(started, arrivals);
}
