//! Whether chains blame what is to blame: on pictures made by hand, in runs without a fault, and, over random scenarios with
//! one cause each, by taking the root away and running the same seed again.

use std::collections::BTreeMap;
use std::sync::Arc;

use bad_gateway::explain::{Chain, End, Reason, Who, path, why_marked};
use bad_gateway::kernel::{Dice, Dist, Span, Stream, Time};
use bad_gateway::model;
use bad_gateway::plan::{Arrivals, Plan};
use bad_gateway::scenario::Scenario;
use bad_gateway::text::Lang;
use bad_gateway::text::why::told;
use bad_gateway::trace::{Fact, Holdings, Marks, PartyView, PoolView, Snapshot, Trace};
use bad_gateway::vocabulary::{
    CallId, Ending, ExchangeId, Fault, Party, PlaceId, PoolId, PoolKind, RequestId, Slots, Status, TaskId, UnitId, What,
};

use crate::chains::line;
use crate::random::numbers;

/// A scenario of a client, `A`, `B` with two dependencies, `C` and `D`, of which most fields are given.
fn scenario(fields: &str) -> Scenario {
    let json = format!(
        r#"{{ "format": 2, "title": {{ "en": "-", "ko": "-" }}, "note": {{ "en": "-", "ko": "-" }}, "seed": 7,
            "starts_at": "2026-11-10T03:00:00Z", "speed_per_mille": 20000, {fields} }}"#
    );
    Scenario::read("blame", &json).unwrap_or_else(|problems| panic!("{problems:?}\n{json}"))
}

// ---- pictures made by hand ----

/// Who holds units and who waits for them.
struct Picture {
    plan: Arc<Plan>,
    parties: Vec<PartyView>,
    pools: Vec<PoolView>,
}

impl Picture {
    /// `B` with two threads, one connection to `C` and one to `D`.
    fn new() -> Self {
        let plan = scenario(
            r#""ends_at_ms": 60000,
            "client": { "machines": 1, "requests_per_1000_s": 1000, "gaps": "even" },
            "gateways": [{ "name": "A", "hosting": "arr-farm", "members": ["B"] }],
            "applications": [{ "name": "B", "threads": 2, "call": "synchronous", "slots": 1 }],
            "dependencies": [{ "name": "C", "takes_us": { "fixed": 1 } }, { "name": "D", "takes_us": { "fixed": 1 } }]"#,
        );
        let pools = vec![PoolView::default(); plan.plan.pools.len()];
        Self { plan: plan.plan, parties: Vec::new(), pools }
    }

    fn pool(&self, name: &str) -> PoolId {
        self.plan.pool_ids().find(|&pool| self.plan.pool_name(pool) == name).unwrap_or_else(|| panic!("no {name}"))
    }

    /// Somebody who was begun for `of`, is at `what` and holds a unit of the pools that are named.
    fn party(&mut self, party: Party, of: Party, what: What, holds: &[&str]) {
        let place = self.plan.place_named("B").expect("B");
        let (request, at) = (RequestId(1), Time::ZERO);
        self.parties.push(PartyView { party, of, request, place, begun: at, what, since: at, gone: false });
        for name in holds {
            let pool = usize::from(self.pool(name).0);
            let unit = UnitId(u32::try_from(self.pools[pool].held.len()).expect("few units"));
            self.pools[pool].held.push((unit, party));
        }
        if let What::Unit(pool) = what {
            self.pools[usize::from(pool.0)].waits.push(party);
        }
    }

    fn path(mut self, from: Party) -> (Vec<String>, End) {
        self.parties.sort_by_key(|view| view.party);
        let plan = Arc::clone(&self.plan);
        let holdings = Holdings::of_snapshot(&Snapshot {
            at: Time::from_ms(1_000),
            plan: self.plan,
            parties: self.parties,
            exchanges: Vec::new(),
            pools: self.pools,
            idle_connections: vec![0],
            faults: Vec::new(),
            flights: Vec::new(),
        });
        let path = path(&holdings, from);
        (path.steps.iter().map(|step| plan.pool_name(step.pool)).collect(), path.end)
    }
}

const fn task(number: u32) -> Party {
    Party::Task(TaskId(number))
}

const fn call(number: u32) -> Party {
    Party::Call(CallId(number))
}

const EXCHANGE: Party = Party::Exchange(ExchangeId(1));

#[test]
fn two_who_each_hold_what_the_other_waits_for_are_a_ring() {
    let picture = || {
        let mut picture = Picture::new();
        let (c, d) = (picture.pool("B.C"), picture.pool("B.D"));
        picture.party(call(1), task(1), What::Unit(d), &["B.C"]);
        picture.party(call(2), task(2), What::Unit(c), &["B.D"]);
        picture.party(call(3), task(3), What::Unit(c), &[]);
        picture
    };
    let (one, two) = (call(1), call(2));
    assert_eq!(picture().path(one), (vec!["B.D".into(), "B.C".into()], End::Ring(vec![one, two])));
    assert_eq!(picture().path(call(3)), (vec!["B.C".into(), "B.D".into()], End::Ring(vec![one, two])), "from outside");
}

/// `.Result` on a task that needs a thread to end, on each thread there is.
#[test]
fn threads_that_wait_for_what_waits_for_a_thread_are_starved() {
    let picture = || {
        let mut picture = Picture::new();
        let threads = picture.pool("B.threads");
        for number in [1, 2] {
            picture.party(task(number), EXCHANGE, What::Done(task(number + 2)), &["B.threads"]);
            picture.party(task(number + 2), task(number), What::Unit(threads), &[]);
        }
        picture.party(task(5), EXCHANGE, What::Unit(threads), &[]);
        (picture, threads)
    };
    for from in [1, 3, 5] {
        let (picture, threads) = picture();
        assert_eq!(picture.path(task(from)).1, End::Starved(threads), "from task {from}");
    }
}

#[test]
fn a_service_that_calls_itself_over_the_connection_it_holds_is_starved() {
    let picture = || {
        let mut picture = Picture::new();
        let own = picture.pool("B.C");
        picture.party(call(1), task(1), What::Reply, &["B.C"]);
        picture.party(task(2), call(1), What::Done(call(2)), &["B.threads"]);
        picture.party(call(2), task(2), What::Unit(own), &[]);
        picture.party(call(3), task(3), What::Unit(own), &[]);
        (picture, own)
    };
    for from in [1, 2, 3] {
        let (picture, own) = picture();
        assert_eq!(picture.path(call(from)), (vec!["B.C".into()], End::Starved(own)), "from call {from}");
    }
}

#[test]
fn a_convoy_behind_one_who_computes_is_neither_a_ring_nor_starved() {
    let mut picture = Picture::new();
    let threads = picture.pool("B.threads");
    for number in [1, 2] {
        picture.party(task(number), EXCHANGE, What::Cpu, &["B.threads"]);
    }
    for number in 3..9 {
        picture.party(task(number), EXCHANGE, What::Unit(threads), &[]);
    }
    assert_eq!(picture.path(task(8)), (vec!["B.threads".into()], End::Computes(task(1))));
}

/// It cleans up after the row of the log is written.
#[test]
fn a_worker_that_still_cleans_up_is_no_leak() {
    let mut picture = Picture::new();
    let workers = picture.pool("A.workers");
    picture.pools[usize::from(workers.0)].held.push((UnitId(0), EXCHANGE));
    let waits = Party::Exchange(ExchangeId(2));
    picture.party(waits, Party::Request(RequestId(2)), What::Unit(workers), &[]);
    assert_eq!(picture.path(waits), (vec!["A.workers".into()], End::Computes(EXCHANGE)));
}

#[test]
fn a_unit_of_somebody_who_has_ended_is_a_leak() {
    let mut picture = Picture::new();
    let own = picture.pool("B.C");
    picture.pools[usize::from(own.0)].held.push((UnitId(0), call(1)));
    picture.party(call(2), task(2), What::Unit(own), &[]);
    assert_eq!(picture.path(call(2)), (vec!["B.C".into()], End::Leak(own)));
}

// ---- runs without a fault ----

/// Chains of failures from all over the run: some 40 of them.
fn some_chains(scenario: &Scenario) -> Vec<Chain> {
    let trace = model::run(&scenario.plan, scenario.seed(), &[]).1;
    let marks = Marks::of(&trace);
    let failed = failed(&trace);
    let some = failed.iter().step_by(failed.len() / 40 + 1);
    some.filter_map(|&(request, ..)| why_marked(&trace, &marks, request, scenario.plan.ends_at)).collect()
}

/// `A`, `B` and `C`: A's hosting and time-out, what is asked, what B has, and what C takes.
fn without_fault(a: &str, client: &str, b: &str, takes_us: &str, ends_at_ms: u64) -> Scenario {
    scenario(&format!(
        r#""ends_at_ms": {ends_at_ms}, "client": {{ "machines": 12, {client} }},
        "gateways": [{{ "name": "A", {a}, "members": ["B"] }}],
        "applications": [{{ "name": "B", "call": "synchronous", {b} }}],
        "dependencies": [{{ "name": "C", "takes_us": {takes_us} }}]"#
    ))
}

/// Three runs, each of which once blamed C for what C takes on any day.
#[test]
fn more_calls_than_connections_serve_are_the_load_and_not_the_dependency() {
    let cases = [
        (
            "3 a second arrive, 2 connections serve 2",
            r#""hosting": "arr-farm""#,
            r#""requests_per_1000_s": 3000, "gaps": { "uniform_percent": 10 }"#,
            r#""threads": 25, "slots": 2, "call_timeout_ms": 100000"#,
            r#"{ "uniform": [800000, 1200000] }"#,
            120_000,
        ),
        (
            "60 a second arrive, 2 connections serve 51",
            // Sooner than on file, where it is 30 s, and all the same but shorter.
            r#""hosting": "arr-farm", "timeout_ms": 3000"#,
            r#""requests_per_1000_s": 60000, "gaps": "exponential""#,
            r#""threads": 16, "slots": 2, "call_timeout_ms": 100000"#,
            r#"{ "uniform": [33000, 43000] }"#,
            40_000,
        ),
        (
            "20 a second arrive, 100 connections serve 10",
            r#""hosting": "aspnetcore-out-of-process""#,
            r#""requests_per_1000_s": 20000, "gaps": { "uniform_percent": 10 }"#,
            r#""threads": 400, "slots": 100, "call_timeout_ms": 15000"#,
            r#"{ "uniform": [8000000, 12000000] }"#,
            40_000,
        ),
    ];
    for (said, a, client, b, takes_us, ends_at_ms) in cases {
        let scenario = without_fault(a, client, b, takes_us, ends_at_ms);
        let chains = some_chains(&scenario);
        assert!(!chains.is_empty(), "{said}: nothing failed");
        for chain in chains {
            let root = chain.links.last().map(|link| link.reason);
            let Some(root @ Reason::Load { pool, .. }) = root else { panic!("{said}: {}", line(&chain)) };
            assert_eq!(chain.plan.pool_name(pool), "B.C", "{said}: {}", line(&chain));
            assert_eq!(told(&root, &chain.plan, Lang::En).fact, said, "{}", line(&chain));
        }
    }
}

#[test]
fn who_waits_for_less_than_what_it_needs_was_impatient() {
    let client = r#""requests_per_1000_s": 500, "gaps": "even""#;
    let takes_us = r#"{ "uniform": [40000000, 50000000] }"#;
    let scenario =
        without_fault(r#""hosting": "arr-farm""#, client, r#""threads": 100, "slots": "unlimited""#, takes_us, 100_000);
    let chains = some_chains(&scenario);
    assert!(chains.len() > 10, "{}", chains.len());
    let (a, c) = (scenario.plan.place_named("A").expect("A"), scenario.plan.place_named("C"));
    for chain in chains {
        let root = chain.links.last().map(|link| link.reason);
        let Some(Reason::Patience { who: Who::Gateway(who), needs, waits, to }) = root else {
            panic!("{}", line(&chain))
        };
        assert_eq!((who, waits, to), (a, Span::from_s(30), c), "{}", line(&chain));
        assert!((49_000..51_000).contains(&needs.ms()), "{}", line(&chain));
    }
}

// ---- the root is taken away ----

/// The requests that the gateway of the clients failed, and how.
fn failed(trace: &Trace) -> Vec<(RequestId, Status, Ending)> {
    let row = |fact: &Fact| {
        let Fact::Ended { exchange, status, ending, .. } = *fact else { return None };
        let Party::Request(request) = trace.begun(Party::Exchange(exchange))?.of else { return None };
        (!status.is_success()).then_some((request, status, ending))
    };
    trace.records().iter().filter_map(|record| row(&record.fact)).collect()
}

/// What makes requests fail in a scenario: one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Fault(Fault),
    Pool(PoolKind),
    Load,
    Usual,
}

/// Numbers for a case: the same number draws the same.
struct Draw {
    dice: Dice,
    drawn: u64,
}

impl Draw {
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.drawn += 1;
        low + self.dice.below(Stream::Kind, 1, self.drawn, high - low + 1)
    }

    /// A distribution with about this mean.
    fn dist(&mut self, mean_us: u64) -> String {
        match self.between(0, 2) {
            0 => format!(r#"{{ "fixed": {mean_us} }}"#),
            1 => format!(r#"{{ "uniform": [{}, {}] }}"#, mean_us * 3 / 4, mean_us * 5 / 4),
            _ => format!(r#"{{ "exponential": {mean_us} }}"#),
        }
    }
}

impl Cause {
    fn draw(draw: &mut Draw) -> Self {
        match draw.between(0, 9) {
            0..=3 => Self::Fault(Fault::ALL[usize::try_from(draw.between(0, Fault::ALL.len() as u64 - 1)).unwrap()]),
            4 | 5 => Self::Pool(PoolKind::Connection),
            6 => Self::Pool(PoolKind::Thread),
            7 => Self::Load,
            _ => Self::Usual,
        }
    }
}

/// A scenario in which all is well but for one cause.
fn case(number: u64) -> (Cause, Scenario) {
    let mut draw = Draw { dice: Dice::new(number), drawn: 0 };
    let cause = Cause::draw(&mut draw);
    (cause, with_causes(draw, &[cause]))
}

/// A scenario in which two to four things are amiss, with other dice.
fn mixed(number: u64) -> (Vec<Cause>, Scenario) {
    let mut draw = Draw { dice: Dice::new(number | 1 << 32), drawn: 0 };
    let mut causes: Vec<Cause> = (0..draw.between(2, 4)).map(|_| Cause::draw(&mut draw)).collect();
    causes.sort();
    causes.dedup();
    let scenario = with_causes(draw, &causes);
    (causes, scenario)
}

/// A scenario in which all is well but for these causes: one or two gateways in a row, one or two members, one or two
/// dependencies, pools with three times the units that are in use.
fn with_causes(mut draw: Draw, causes: &[Cause]) -> Scenario {
    let has = |cause: Cause| causes.contains(&cause);
    let in_a_row = draw.between(0, 3) == 0;
    let members = draw.between(1, 2);
    let dependencies = draw.between(1, 2);
    let awaited = draw.between(0, 2) == 0 && !has(Cause::Pool(PoolKind::Thread));
    let timeout_ms = draw.between(2_000, 8_000);
    let takes_ms = if has(Cause::Usual) { timeout_ms * draw.between(11, 30) / 10 } else { draw.between(20, 400) };
    let requests_per_1000_s = draw.between(2_000, 8_000) / if has(Cause::Usual) { 4 } else { 1 };
    // In use, in thousandths of a unit: of connections of a member to one dependency, of its threads.
    let connections = requests_per_1000_s * takes_ms / 1_000 / members;
    let threads = connections * dependencies + requests_per_1000_s * 5 / 1_000;
    let short = |draw: &mut Draw, used: u64| (used * 10 / draw.between(13, 25) / 1_000).max(1);
    let ample = |used: u64| used * 3 / 1_000 + 4;
    let limited =
        |draw: &mut Draw| !has(Cause::Usual) && !has(Cause::Pool(PoolKind::Thread)) && draw.between(0, 1) == 0;
    let connections = match () {
        () if has(Cause::Pool(PoolKind::Connection)) => short(&mut draw, connections),
        () if limited(&mut draw) => ample(connections),
        () => 10_000,
    };
    let threads = if has(Cause::Pool(PoolKind::Thread)) { short(&mut draw, threads) } else { ample(threads) };
    let requests_per_1000_s = if has(Cause::Load) { requests_per_1000_s * 10 } else { requests_per_1000_s };
    let call_timeout_ms = if draw.between(0, 1) == 0 { 100_000 } else { timeout_ms * 4 / 5 };
    let patience_ms = if draw.between(0, 3) == 0 { timeout_ms * 9 / 10 } else { 90_000 };
    let names = |letter: char, count: u64| (1..=count).map(|number| format!("{letter}{number}")).collect::<Vec<_>>();
    let quoted = |names: &[String]| names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let (apps, deps) = (names('B', members), names('C', dependencies));
    let hosting = r#""hosting": "arr-farm""#;
    let mut gateways =
        vec![format!(r#"{{ "name": "A", {hosting}, "timeout_ms": {timeout_ms}, "members": [{}] }}"#, quoted(&apps))];
    if in_a_row {
        let ms = timeout_ms * draw.between(7, 15) / 10;
        gateways.insert(0, format!(r#"{{ "name": "E", {hosting}, "timeout_ms": {ms}, "members": ["A"] }}"#));
    }
    let fault = |cause: &Cause| {
        let Cause::Fault(fault) = *cause else { return None };
        let places = if fault.befalls_dependency() { &deps } else { &apps };
        let at = &places[usize::try_from(draw.between(0, places.len() as u64 - 1)).unwrap()];
        let (from, lasts, hits) = (draw.between(5_000, 15_000), draw.between(2_000, 20_000), draw.between(30, 100));
        let delay_ms = timeout_ms * draw.between(12, 25) / 10;
        Some(format!(
            r#"{{ "fault": "{}", "at": "{at}", "from_ms": {from}, "until_ms": {}, "hits_percent": {hits}, "delay_ms": {delay_ms} }}"#,
            fault.slug(),
            from + lasts
        ))
    };
    let faults = causes.iter().filter_map(fault).collect::<Vec<_>>().join(", ");
    let list = |items: Vec<String>| items.join(", ");
    let call = if awaited { "awaited" } else { "synchronous" };
    let applications = apps.iter().map(|name| {
        format!(
            r#"{{ "name": "{name}", "threads": {}, "call": "{call}", "slots": {connections}, "call_timeout_ms": {call_timeout_ms} }}"#,
            threads.min(1_000)
        )
    });
    let applications = list(applications.collect());
    let dependencies = deps.iter().map(|name| {
        let takes = draw.dist(takes_ms * 1_000);
        format!(r#"{{ "name": "{name}", "takes_us": {takes} }}"#)
    });
    let dependencies = list(dependencies.collect());
    let gaps = ["\"even\"", "{ \"uniform_percent\": 30 }", "\"exponential\""];
    let gaps = gaps[usize::try_from(draw.between(0, 2)).unwrap()];
    let kinds = match deps.len() {
        2 => {
            r#""requests": [{ "path": "/a", "weight": 2, "needs": ["C1"] }, { "path": "/b", "needs": ["C1", "C2"] }],"#
        }
        _ => "",
    };
    scenario(&format!(
        r#""ends_at_ms": 45000, {kinds}
        "client": {{ "machines": 4, "requests_per_1000_s": {requests_per_1000_s}, "gaps": {gaps}, "patience_ms": {patience_ms} }},
        "gateways": [{}], "applications": [{applications}], "dependencies": [{dependencies}], "faults": [{faults}]"#,
        gateways.join(", ")
    ))
}

/// The plan without what a chain says is the root.
fn without(plan: &Plan, root: Reason) -> Option<Plan> {
    let mut plan = plan.clone();
    match root {
        Reason::FaultActed { fault, place, .. } => {
            plan.faults.retain(|one| (one.fault, one.target) != (fault, place));
        }
        Reason::Silent { place, .. } => plan.faults.retain(|one| one.target != place),
        Reason::Slow { place, .. } => {
            plan.faults.retain(|one| one.target != place);
            let its = plan.dependencies.iter_mut().filter(|one| one.place == place);
            its.for_each(|one| one.takes = Dist::Fixed(one.takes.mean()));
        }
        Reason::Load { pool, .. } | Reason::Starved { pool, .. } | Reason::Leak { pool, .. } => {
            let pool = &mut plan.pools[usize::from(pool.0)];
            pool.limit = match (pool.kind, pool.limit) {
                (PoolKind::Worker | PoolKind::Thread, Slots::Limited(limit)) => Slots::Limited(limit * 8),
                (PoolKind::Connection, _) | (_, Slots::Unlimited) => Slots::Unlimited,
            };
        }
        Reason::Patience { who, needs, .. } => {
            let enough = Span::from_ns(needs.ns() * 4);
            match who {
                Who::Client => plan.clients.patience = enough,
                Who::Gateway(place) => {
                    plan.gateways.iter_mut().filter(|one| one.place == place).for_each(|one| one.timeout = enough);
                }
                Who::App(place) => {
                    let its = plan.apps.iter_mut().filter(|one| one.place == place);
                    its.flat_map(|one| &mut one.outbound).for_each(|one| one.timeout = enough);
                }
            }
        }
        Reason::Worked { place, .. } => {
            plan.apps.iter_mut().filter(|one| one.place == place).for_each(|one| {
                (one.work_before, one.work_after) = (Dist::Fixed(one.work_before.mean()), Dist::Fixed(Span::ZERO));
            });
        }
        Reason::Ring { .. }
        | Reason::ClientGot(..)
        | Reason::AEnded { .. }
        | Reason::BAnswered { .. }
        | Reason::CallTimedOut { .. }
        | Reason::WaitedForUnit { .. }
        | Reason::WaitedForReply { .. }
        | Reason::Held { .. } => return None,
    }
    Some(plan)
}

/// A quarter of the load: gaps four times as long.
fn with_less_load(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let longer = |span: Span| Span::from_ns(span.ns() * 4);
    if let Arrivals::Gaps(gaps) = &mut plan.clients.arrivals {
        *gaps = match *gaps {
            Dist::Fixed(span) => Dist::Fixed(longer(span)),
            Dist::Uniform(low, high) => Dist::Uniform(longer(low), longer(high)),
            Dist::Exponential(mean) => Dist::Exponential(longer(mean)),
        };
    }
    plan
}

/// Whether what a chain ends at contradicts the record, or itself: a fault that did not hit, a dependency within its usual
/// time, a load that can be served, patience that is long enough.
fn contradicts(trace: &Trace, root: Reason) -> bool {
    let acted = |which: &dyn Fn(Fault, PlaceId) -> bool| {
        trace.records().iter().any(|record| match record.fact {
            Fact::FaultHit { fault, place, .. } | Fact::FaultStarted { fault, place } => which(fault, place),
            _ => false,
        })
    };
    match root {
        Reason::FaultActed { fault, place, .. } => !acted(&|its, at| (its, at) == (fault, place)),
        Reason::Silent { place, .. } => !acted(&|its, at| its.befalls_dependency() && at == place),
        Reason::Load { asked, served, .. } => asked <= served,
        Reason::Patience { needs, waits, .. } => needs < waits,
        Reason::Slow { place, took, .. } => took <= trace.plan().usual(place, What::Timer),
        Reason::ClientGot(..)
        | Reason::AEnded { .. }
        | Reason::BAnswered { .. }
        | Reason::CallTimedOut { .. }
        | Reason::WaitedForUnit { .. }
        | Reason::WaitedForReply { .. }
        | Reason::Held { .. }
        | Reason::Worked { .. }
        | Reason::Starved { .. }
        | Reason::Ring { .. }
        | Reason::Leak { .. } => false,
    }
}

fn kind(root: Reason) -> &'static str {
    match root {
        Reason::FaultActed { .. } => "a fault",
        Reason::Silent { .. } => "a silent dependency",
        Reason::Slow { .. } => "a slow dependency",
        Reason::Load { .. } => "load",
        Reason::Patience { .. } => "patience",
        Reason::Starved { .. } | Reason::Ring { .. } | Reason::Leak { .. } => "nobody can go on",
        Reason::Worked { .. } => "work",
        Reason::ClientGot(..)
        | Reason::AEnded { .. }
        | Reason::BAnswered { .. }
        | Reason::CallTimedOut { .. }
        | Reason::WaitedForUnit { .. }
        | Reason::WaitedForReply { .. }
        | Reason::Held { .. } => "nothing",
    }
}

/// Whether a root is of the kind that a scenario was made to have.
fn is_meant(cause: Cause, root: Reason, plan: &Plan) -> bool {
    let at = |place: PlaceId| plan.faults.iter().all(|one| one.target == place);
    match cause {
        Cause::Fault(Fault::DependencyHang) => matches!(root, Reason::Silent { place, .. } if at(place)),
        Cause::Fault(Fault::DependencySlow) => matches!(root, Reason::Slow { place, .. } if at(place)),
        Cause::Fault(fault) => {
            matches!(root, Reason::FaultActed { fault: its, place, .. } if its == fault && at(place))
        }
        Cause::Pool(kind) => matches!(root, Reason::Load { pool, .. } if plan.pool(pool).kind == kind),
        Cause::Load => matches!(root, Reason::Load { .. }),
        Cause::Usual => matches!(root, Reason::Patience { .. }),
    }
}

/// What became of the roots of sampled failures.
#[derive(Default)]
struct Score {
    passed: u32,
    /// The same request ends in the same way without the root.
    failed: Vec<String>,
    /// The root is another than the one that the scenario was made to have.
    other: Vec<String>,
    /// The chain ends nowhere.
    nowhere: Vec<String>,
    /// The record knows better.
    contradicted: Vec<String>,
    kinds: BTreeMap<(String, &'static str), (u32, u32)>,
}

#[test]
fn without_its_root_the_same_request_does_not_fail_so() {
    let mut score = Score::default();
    for number in numbers() {
        let (cause, scenario) = case(number);
        let (plan, seed) = (&scenario.plan, scenario.seed());
        let trace = model::run(plan, seed, &[]).1;
        let marks = Marks::of(&trace);
        let failures = failed(&trace);
        let dice = Dice::new(number);
        for sample in 0..failures.len().min(3) as u64 {
            let index = dice.below(Stream::Kind, 2, sample, failures.len() as u64);
            let (request, status, ending) = failures[usize::try_from(index).unwrap()];
            let chain = why_marked(&trace, &marks, request, plan.ends_at).expect("a failure has a chain");
            let root = chain.links.last().expect("a link").reason;
            let said = || format!("{number} {cause:?}: {}", line(&chain));
            if contradicts(&trace, root) {
                score.contradicted.push(said());
            }
            if !is_meant(cause, root, plan) {
                score.other.push(said());
            }
            let Some(other) = without(plan, root) else {
                score.nowhere.push(said());
                continue;
            };
            let same = |plan: Plan| {
                let again = model::run(&Arc::new(plan), seed, &[]).1;
                failed(&again)
                    .iter()
                    .any(|&(other, as_, how)| (other, as_, how.phase()) == (request, status, ending.phase()))
            };
            let fails_so = same(other) && (kind(root) != "load" || same(with_less_load(plan)));
            let counted = score.kinds.entry((format!("{cause:?}"), kind(root))).or_default();
            if fails_so {
                counted.1 += 1;
                score.failed.push(said());
            } else {
                counted.0 += 1;
                score.passed += 1;
            }
        }
    }
    let count = |list: &[String]| u32::try_from(list.len()).unwrap_or(u32::MAX);
    let (failed, nowhere) = (count(&score.failed), count(&score.nowhere));
    let (all, passed) = (score.passed + failed + nowhere, score.passed);
    let other = count(&score.other);
    eprintln!(
        "{passed} passed, {failed} failed, {nowhere} end nowhere, of {all}; {other} have another root than was meant"
    );
    for ((cause, root), (passed, failed)) in &score.kinds {
        eprintln!("  {cause}: {root}: {passed} passed, {failed} failed");
    }
    let lists = [&score.failed, &score.nowhere, &score.contradicted, &score.other].map(|list| list.join("\n  "));
    let [failures, ends, contradicted, others] = &lists;
    assert!(score.contradicted.is_empty(), "the record knows better:\n  {contradicted}");
    assert!(nowhere * 50 <= all, "{nowhere} of {all} chains end nowhere:\n  {ends}");
    assert!(passed * 100 >= (passed + failed) * 95, "{failed} of {all} still fail so:\n  {failures}");
    assert!(other * 20 <= all, "{other} of {all} have another root than was meant:\n  {others}");
    eprintln!("  {others}");
}

/// What a root names: the same cause twice has the same.
fn named(root: Reason) -> (&'static str, Option<Fault>, Option<PlaceId>, Option<PoolId>) {
    let (fault, place, pool) = match root {
        Reason::FaultActed { fault, place, .. } => (Some(fault), Some(place), None),
        Reason::Silent { place, .. } | Reason::Slow { place, .. } | Reason::Worked { place, .. } => {
            (None, Some(place), None)
        }
        Reason::Load { pool, .. } | Reason::Starved { pool, .. } | Reason::Leak { pool, .. } => {
            (None, None, Some(pool))
        }
        Reason::Patience { who: Who::Gateway(place) | Who::App(place), .. } => (None, Some(place), None),
        Reason::Patience { who: Who::Client, .. }
        | Reason::Ring { .. }
        | Reason::ClientGot(..)
        | Reason::AEnded { .. }
        | Reason::BAnswered { .. }
        | Reason::CallTimedOut { .. }
        | Reason::WaitedForUnit { .. }
        | Reason::WaitedForReply { .. }
        | Reason::Held { .. } => (None, None, None),
    };
    (kind(root), fault, place, pool)
}

/// Several causes at once: without the one that a chain names, the request ends well, or its new chain names another that acted.
#[test]
fn without_its_root_a_request_ends_well_or_shows_the_next_one() {
    let (mut well, mut next, mut wrong) = (0_u32, 0_u32, Vec::new());
    for number in numbers() {
        let (causes, scenario) = mixed(number);
        let (plan, seed) = (&scenario.plan, scenario.seed());
        let trace = model::run(plan, seed, &[]).1;
        let marks = Marks::of(&trace);
        let failures = failed(&trace);
        let dice = Dice::new(number);
        for sample in 0..failures.len().min(2) as u64 {
            let index = dice.below(Stream::Kind, 2, sample, failures.len() as u64);
            let (request, ..) = failures[usize::try_from(index).unwrap()];
            let chain = why_marked(&trace, &marks, request, plan.ends_at).expect("a failure has a chain");
            let root = chain.links.last().expect("a link").reason;
            // How the request ends in this plan: with no failure, with another cause, or with the same.
            let again = |plan: Plan| {
                let trace = model::run(&Arc::new(plan), seed, &[]).1;
                let chain = why_marked(&trace, &Marks::of(&trace), request, scenario.plan.ends_at);
                chain.map(|chain| (contradicts(&trace, chain.links.last().expect("a link").reason), chain))
            };
            let ends = |plan: Plan| match again(plan) {
                None => Ok(true),
                Some((false, chain)) if chain.links.last().is_some_and(|link| named(link.reason) != named(root)) => {
                    Ok(false)
                }
                Some((_, chain)) => Err(line(&chain)),
            };
            let ended = match without(plan, root) {
                Some(other) if kind(root) == "load" => ends(other).or_else(|_| ends(with_less_load(plan))),
                Some(other) => ends(other),
                None => Err("it ends nowhere".to_owned()),
            };
            match ended {
                Ok(true) => well += 1,
                Ok(false) => next += 1,
                Err(then) => wrong.push(format!("{number} {causes:?}: {}\n    then {then}", line(&chain))),
            }
        }
    }
    let failed = u32::try_from(wrong.len()).unwrap_or(u32::MAX);
    let passed = well + next;
    eprintln!("{passed} passed, {failed} failed: {well} end well, {next} with another cause\n  {}", wrong.join("\n  "));
    assert!(failed * 20 <= passed + failed, "{failed} of {} keep the cause that was taken away", passed + failed);
}
