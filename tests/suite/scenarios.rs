//! Every scenario of the library: what it expects is true, and its course is the one on file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::claim;
use bad_gateway::model;
use bad_gateway::plan::limits::LOADS;
use bad_gateway::scenario::Scenario;
use bad_gateway::trace::{Fact, Holdings, Trace};
use bad_gateway::vocabulary::{ExchangeId, Fault, Over, Party, RequestId, Status};

use crate::golden;
use crate::random::seeds;
use crate::run::{all, library, run};

#[test]
fn what_scenarios_expect_is_true() {
    for scenario in all() {
        let claims: Vec<_> = scenario.expect().iter().map(|text| claim::parse(text)).collect::<Result<_, _>>().unwrap();
        assert!(!claims.is_empty(), "{} expects nothing", scenario.slug);
        let trace = run(&scenario);
        let false_ones: Vec<String> =
            claim::check(&claims, &trace).iter().filter(|verdict| !verdict.holds).map(ToString::to_string).collect();
        assert_eq!(false_ones, Vec::<String>::new(), "{}", scenario.slug);
    }
}

/// The codes that a scenario expects to see.
fn expected_codes(scenario: &Scenario) -> Vec<String> {
    let some = |text: &&String| text.starts_with("first(") || (text.starts_with("count(") && !text.ends_with("=0"));
    let code = |text: &String| Some(text.split_once('(')?.1.split_once(')')?.0.to_owned());
    let expects = scenario.expect();
    let mut codes: Vec<String> =
        expects.iter().filter(some).filter_map(code).filter(|code| code.starts_with('5')).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// At any load that a reader is offered, and with any seed, a scenario with a fault shows the codes that it expects; and where a
/// server is down nothing gets through.
#[test]
fn a_fault_shows_its_codes_at_every_load() {
    let mut runs = 0;
    for scenario in all().filter(|scenario| !scenario.plan.faults.is_empty()) {
        let codes = expected_codes(&scenario);
        assert!(!codes.is_empty(), "{} expects no code", scenario.slug);
        for load in LOADS {
            let loaded = scenario.loaded(load).unwrap();
            for seed in seeds() {
                let trace = model::run(&loaded.plan, seed, &[]).1;
                let case = format!("{} at {load} ‰/s, seed {seed}", scenario.slug);
                for code in &codes {
                    let claim = claim::parse(&format!("count({code})>=1")).unwrap();
                    assert!(claim.check(&trace).holds, "{case}: no {code}");
                }
                for fault in loaded.plan.faults.iter().filter(|one| one.fault == Fault::ConnectRefused) {
                    let until = fault.setting.until.unwrap_or(loaded.plan.ends_at);
                    for record in trace.records() {
                        if let Fact::Ended { status, .. } = record.fact
                            && record.at > fault.setting.from + Span::from_ms(100)
                            && record.at < until
                        {
                            assert!(!status.is_success(), "{case}: {:?} ends well", record.at);
                        }
                    }
                }
                runs += 1;
            }
        }
    }
    println!("{runs} runs");
}

#[test]
fn runs_are_those_on_file() {
    for scenario in all() {
        let trace = run(&scenario);
        golden::compare(&format!("scenarios/{}.txt", scenario.slug), &summary(&scenario, &trace));
    }
}

/// Behind the ASP.NET Core Module, 502.3 is only for those that waited for a thread: none of the first sixteen.
#[test]
fn behind_the_module_only_those_that_waited_for_a_thread_get_502() {
    let scenario = library("hung-dependency-aspnetcore");
    let trace = run(&scenario);
    let threads = scenario.plan.apps[0].threads;
    let mut queued: BTreeMap<ExchangeId, Span> = BTreeMap::new();
    for record in trace.records() {
        if let Fact::Takes { party, pool, .. } = record.fact
            && pool == threads
            && let (Some(exchange), Some(begun)) = (trace.exchange_of(party), trace.begun(party))
        {
            let begun = trace.get(begun.record).unwrap().at;
            queued.entry(exchange).or_insert_with(|| record.at.since(begun));
        }
    }
    for record in trace.records() {
        if let Fact::Ended { exchange, status, .. } = record.fact {
            let waited = queued.get(&exchange).copied().unwrap_or_default();
            match status.code {
                502 => assert!(waited > Span::from_s(20), "{exchange:?} waited {} ms", waited.ms()),
                500 => assert!(waited < Span::from_ms(1), "{exchange:?} waited {} ms", waited.ms()),
                _ => {}
            }
        }
    }
}

/// Endings by status, then what happened in each ten seconds.
fn summary(scenario: &Scenario, trace: &Trace) -> String {
    let mut text = format!("{}, seed {}\n\n", scenario.slug, scenario.seed());
    let mut by_status: BTreeMap<Status, (u32, RequestId, Time, Span)> = BTreeMap::new();
    for record in trace.records() {
        if let Fact::Ended { exchange, status, .. } = record.fact {
            let party = Party::Exchange(exchange);
            let request = trace.request_of(party).unwrap();
            let arrived = trace.get(trace.begun(party).unwrap().record).unwrap().at;
            by_status.entry(status).or_insert((0, request, record.at, record.at.since(arrived))).0 += 1;
        }
    }
    for (status, (count, first, at, taken)) in by_status {
        let (at, taken) = (at.ms(), taken.ms());
        writeln!(text, "{status}: {count}, first {first} at {at} ms after {taken} ms").unwrap();
    }
    writeln!(
        text,
        "\n{:>6} {:>7} {:>5} {:>5} {:>5} {:>6} {:>7} {:>6}",
        "s", "arrived", "200", "500", "502", "unread", "threads", "queued"
    )
    .unwrap();
    let threads = |until: u64| {
        let holdings = Holdings::before(trace, trace.end_of(Time::from_ms(until)));
        let pool = holdings.pool(scenario.plan.apps[0].threads);
        (pool.held.len(), pool.waits.len())
    };
    let ends_at = scenario.plan.ends_at.ms();
    for from in (0..ends_at).step_by(10_000) {
        let until = from + 10_000;
        let within = |fits: &dyn Fn(&Fact) -> bool| {
            let records = trace.records().iter();
            records.filter(|record| (from..until).contains(&record.at.ms()) && fits(&record.fact)).count()
        };
        let (held, waiting) = threads(until);
        let ended = |code| within(&|fact| matches!(fact, Fact::Ended { status, .. } if status.code == code));
        writeln!(
            text,
            "{:>6} {:>7} {:>5} {:>5} {:>5} {:>6} {:>7} {:>6}",
            until / 1_000,
            within(&|fact| matches!(fact, Fact::Begins { party: Party::Exchange(_), .. })),
            ended(200),
            ended(500),
            ended(502),
            within(&|fact| matches!(fact, Fact::Over { how: Over::Answered { unread: true, .. }, .. })),
            held,
            waiting,
        )
        .unwrap();
    }
    text
}
