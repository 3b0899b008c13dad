//! Every scenario of the library: what it expects is true, and its course is the one on file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{claim, record};
use bad_gateway::scenario::{Scenario, names, open};
use bad_gateway::trace::{Fact, Trace};
use bad_gateway::vocabulary::{RequestId, Status};

use crate::golden;

fn all() -> impl Iterator<Item = Scenario> {
    names().filter_map(open)
}

#[test]
fn what_scenarios_expect_is_true() {
    for scenario in all() {
        let claims: Vec<_> = scenario.expect().iter().map(|text| claim::parse(text)).collect::<Result<_, _>>().unwrap();
        assert!(!claims.is_empty(), "{} expects nothing", scenario.slug);
        let trace = record(&scenario.plan, scenario.seed());
        let false_ones: Vec<String> =
            claim::check(&claims, &trace).iter().filter(|verdict| !verdict.holds).map(ToString::to_string).collect();
        assert_eq!(false_ones, Vec::<String>::new(), "{}", scenario.slug);
    }
}

#[test]
fn runs_are_those_on_file() {
    for scenario in all() {
        let trace = record(&scenario.plan, scenario.seed());
        golden::compare(&format!("scenarios/{}.txt", scenario.slug), &summary(&scenario, &trace));
    }
}

/// Behind the ASP.NET Core Module, 502.3 is only for those that waited for a thread: none of the first sixteen.
#[test]
fn behind_the_module_only_those_that_waited_for_a_thread_get_502() {
    let scenario = open("hung-dependency-aspnetcore").unwrap();
    let trace = record(&scenario.plan, scenario.seed());
    let mut read: BTreeMap<RequestId, Time> = BTreeMap::new();
    let mut queued: BTreeMap<RequestId, Span> = BTreeMap::new();
    for record in trace.records() {
        match record.fact {
            Fact::RequestRead { request, .. } => {
                read.insert(request, record.at);
            }
            Fact::ThreadTook { request, .. } => {
                queued.entry(request).or_insert_with(|| record.at.since(read[&request]));
            }
            _ => {}
        }
    }
    for record in trace.records() {
        if let Fact::Ended { request, status, .. } = record.fact {
            let waited = queued.get(&request).copied().unwrap_or_default();
            match status.code {
                502 => assert!(waited > Span::from_s(20), "{request} waited {} ms", waited.ms()),
                500 => assert!(waited < Span::from_ms(1), "{request} waited {} ms", waited.ms()),
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
        if let Fact::Ended { request, status, time_taken, .. } = record.fact {
            by_status.entry(status).or_insert((0, request, record.at, time_taken)).0 += 1;
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
    let gauge = |name: &str, at: u64| {
        let verdict = claim::parse(&format!("at({at}ms).{name}=0")).unwrap().check(trace);
        verdict.measured.to_string()
    };
    let ends_at = scenario.plan.ends_at.ms();
    for from in (0..ends_at).step_by(10_000) {
        let until = from + 10_000;
        let within = |fits: &dyn Fn(&Fact) -> bool| {
            let records = trace.records().iter();
            records.filter(|record| (from..until).contains(&record.at.ms()) && fits(&record.fact)).count()
        };
        let ended = |code| within(&|fact| matches!(fact, Fact::Ended { status, .. } if status.code == code));
        writeln!(
            text,
            "{:>6} {:>7} {:>5} {:>5} {:>5} {:>6} {:>7} {:>6}",
            until / 1_000,
            within(&|fact| matches!(fact, Fact::Arrived { .. })),
            ended(200),
            ended(500),
            ended(502),
            within(&|fact| matches!(fact, Fact::Answered { unread: true, .. })),
            gauge("threads", until),
            gauge("queued", until),
        )
        .unwrap();
    }
    text
}
