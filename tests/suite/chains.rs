//! Why requests fail: the flagship's chains, a golden table of all failures of all scenarios, and what must hold for
//! any chain of any run.

use std::fmt::Write as _;

use bad_gateway::explain::{Chain, Link, Reason, Wait, why};
use bad_gateway::kernel::{Span, Time};
use bad_gateway::trace::{Fact, Trace};
use bad_gateway::vocabulary::{Ending, Fault, Phase, RequestId, Slots};

use crate::golden::compare;
use crate::run::{all, library, run};

/// All requests that A ended, and when.
fn ended(trace: &Trace) -> Vec<(RequestId, Time)> {
    let ended = trace.records().iter().filter_map(|record| match record.fact {
        Fact::Ended { request, .. } => Some((request, record.at)),
        _ => None,
    });
    ended.collect()
}

fn seconds(span: Span) -> String {
    format!("{}.{:03}", span.ms() / 1_000, span.ms() % 1_000)
}

/// A link as the golden table has it.
fn brief(link: &Link) -> String {
    let s = seconds;
    match link.reason {
        Reason::ClientGot(Some(code), after) => format!("client got {code} after {}", s(after)),
        Reason::ClientGot(None, after) => format!("client left after {}", s(after)),
        Reason::AEnded(ending, _, waited) => format!("A {ending:?} after {}", s(waited)),
        Reason::BAnswered(code) => format!("B answered {code}"),
        Reason::FaultActed(fault, phase) => format!("{} in {phase:?}", fault.slug()),
        Reason::NoThread { waited, all } => format!("no thread of {all} for {}", s(waited)),
        Reason::BWaited { wait: Wait::Slot, waited, .. } => format!("waited for a slot {}", s(waited)),
        Reason::BWaited { wait: Wait::Answer(slot), waited, .. } => {
            format!("waited for C {} on slot {}", s(waited), slot.0)
        }
        Reason::CallTimedOut(after) => format!("call timed out after {}", s(after)),
        Reason::ThreadsWaited { waiting, of } => format!("{waiting} of {of} threads waited"),
        Reason::ThreadsWorked { working, of } => format!("{working} of {of} threads worked"),
        Reason::AWorked(took) => format!("A worked {}", s(took)),
        Reason::BWorked(took) => format!("B worked {}", s(took)),
        Reason::WorkersBusy { of, queued } => format!("{of} workers busy, {queued} queued"),
        Reason::SlotsHeld { slots, holders, waiting } => {
            let holders: Vec<String> = holders.iter().flatten().map(ToString::to_string).collect();
            format!("{slots} slots held by {}, {waiting} wait", holders.join(" "))
        }
        Reason::CSilent { request, until } => {
            let until = until.map_or_else(|| "now".to_owned(), |until| s(until.since(Time::ZERO)));
            format!("C silent about {request} until {until}")
        }
        Reason::CSlow { request, took } => format!("C took {} for {request}", s(took)),
    }
}

fn line(chain: &Chain) -> String {
    let links: Vec<String> = chain.links.iter().map(brief).collect();
    let healthy = chain.healthy.map_or_else(|| "none".to_owned(), |healthy| healthy.to_string());
    format!("{} {} (well: {healthy}) <- {}", chain.request, chain.status, links.join(" <- "))
}

#[test]
fn all_failures_of_the_library() {
    let mut table = String::new();
    for scenario in all() {
        let trace = run(&scenario);
        let chains = ended(&trace).into_iter().filter_map(|(request, _)| why(&trace, request, scenario.plan.ends_at));
        let _ = writeln!(table, "{}", scenario.slug);
        for chain in chains {
            let _ = writeln!(table, "  {}", line(&chain));
        }
    }
    compare("chains.txt", &table);
}

fn reasons(chain: &Chain) -> Vec<Reason> {
    chain.links.iter().map(|link| link.reason).collect()
}

/// The requests that failed, with their chains at the end of the run.
fn failures(slug: &str) -> (Trace, Vec<Chain>) {
    let scenario = library(slug);
    let trace = run(&scenario);
    let chains = ended(&trace).into_iter().filter_map(|(request, _)| why(&trace, request, scenario.plan.ends_at));
    let chains = chains.collect();
    (trace, chains)
}

#[test]
fn the_flagship_has_three_kinds_of_victims_and_one_root() {
    let (trace, chains) = failures("hung-dependency");
    let first = &chains[0];
    let healthy = RequestId(first.request.0 - 1);
    for (place, chain) in chains.iter().enumerate() {
        assert_eq!(chain.healthy, Some(healthy), "nothing went well after #{}", healthy.0);
        let [
            Reason::ClientGot(Some(502), after),
            Reason::AEnded(Ending::TimedOut(Phase::AwaitHeader), _, waited),
            rest @ ..,
        ] = &reasons(chain)[..]
        else {
            panic!("{}", line(chain))
        };
        assert!(after > waited && (30_000..30_020).contains(&waited.ms()), "{}", line(chain));
        let [.., Reason::CSilent { request, until: Some(until) }] = rest else { panic!("{}", line(chain)) };
        assert_eq!(until.ms() / 1_000, 110, "C answers when the fault ends");
        // Two wait for C, fourteen for those two, the rest for any of the sixteen.
        match (place, rest) {
            (0 | 1, [Reason::BWaited { wait: Wait::Answer(_), awaited: false, .. }, _]) => {
                assert_eq!(*request, chain.request);
            }
            (2..16, [Reason::BWaited { wait: Wait::Slot, .. }, slots, _])
            | (16.., [Reason::NoThread { all: 16, .. }, Reason::ThreadsWaited { waiting: 16, of: 16 }, slots, _]) => {
                let holders = [Some(first.request), Some(RequestId(first.request.0 + 1))];
                assert_eq!(*slots, Reason::SlotsHeld { slots: Slots::Limited(2), holders, waiting: 14 });
                assert_eq!(*request, first.request);
            }
            _ => panic!("{}", line(chain)),
        }
    }
    assert!(chains.len() > 16);
    assert_eq!(why(&trace, healthy, Time::MAX), None, "it went well");
}

/// At the instant of a 502.3, the chain knows no more than A did: the waits are not over.
#[test]
fn a_chain_is_cut_where_the_record_is_cut() {
    let (trace, chains) = failures("hung-dependency");
    let chain = &chains[20];
    let at = chain.links[1].at;
    assert_eq!(why(&trace, chain.request, at - Span::from_ns(1)), None, "A had not ended it");
    let cut = why(&trace, chain.request, at).expect("A has ended it");
    assert!(matches!(cut.links[0].reason, Reason::AEnded(..)), "the client has not read it: {}", line(&cut));
    let waited = |chain: &Chain| {
        reasons(chain).into_iter().find_map(|reason| match reason {
            Reason::NoThread { waited, .. } => Some(waited.ms()),
            _ => None,
        })
    };
    assert!(waited(&cut).is_some_and(|ms| (29_900..30_100).contains(&ms)), "{}", line(&cut));
    assert!(waited(chain) > waited(&cut), "{}", line(chain));
    let first = why(&trace, chains[0].request, chains[0].links[1].at).expect("A has ended it");
    assert!(
        matches!(first.links.last().map(|link| link.reason), Some(Reason::CSilent { until: None, .. })),
        "{}",
        line(&first)
    );
}

#[test]
fn behind_the_module_b_fails_by_itself_first() {
    let (_, chains) = failures("hung-dependency-aspnetcore");
    let own: Vec<&Chain> = chains.iter().take_while(|chain| chain.status.code == 500).collect();
    assert_eq!(own.len(), 16, "one for each thread");
    for chain in own {
        let [
            _,
            Reason::AEnded(Ending::Answered, ..),
            Reason::BAnswered(500),
            Reason::CallTimedOut(after),
            Reason::BWaited { .. },
            ..,
        ] = reasons(chain)[..]
        else {
            panic!("{}", line(chain))
        };
        assert_eq!(after, Span::from_s(100));
    }
    for chain in chains.iter().filter(|chain| chain.status.is_forwarder_error()) {
        assert!(
            matches!(reasons(chain)[2], Reason::NoThread { .. }),
            "only those that waited for a thread: {}",
            line(chain)
        );
    }
}

/// A fault between A and B stands on what it left on the wire.
#[test]
fn faults_between_a_and_b_stand_on_the_wire() {
    type Check = fn(&Fact) -> bool;
    let cases: [(&str, Fault, Check); 3] = [
        ("backend-down", Fault::ConnectRefused, |fact| matches!(fact, Fact::SynRefused { .. })),
        ("backend-garbage", Fault::GarbageStatusLine, |fact| matches!(fact, Fact::Sent { .. })),
        ("backend-resets", Fault::RstMidHeaders, |fact| matches!(fact, Fact::RstSent { .. })),
    ];
    for (slug, fault, check) in cases {
        let (trace, chains) = failures(slug);
        assert!(!chains.is_empty());
        for chain in chains {
            let root = chain.links.last().expect("a link");
            assert_eq!(root.reason, Reason::FaultActed(fault, fault.phase()), "{}", line(&chain));
            assert!(trace.get(root.record).is_some_and(|record| check(&record.fact)), "{}", line(&chain));
        }
    }
}
