//! Why requests fail: the flagship's chains, a golden table of all failures of all scenarios, and what must hold for
//! any chain of any run.

use std::fmt::Write as _;

use bad_gateway::explain::{Chain, Link, Reason, Wait, Who, why, why_marked};
use bad_gateway::kernel::{Span, Time};
use bad_gateway::plan::Plan;
use bad_gateway::trace::{Fact, Marks, Trace};
use bad_gateway::vocabulary::{CallStyle, Ending, Fault, Party, Phase, PlaceId, PoolId, PoolKind, RequestId, Slots};

use crate::golden::compare;
use crate::run::{all, library, run, some};

/// All requests that the gateway of the clients ended, and when.
pub(crate) fn ended(trace: &Trace) -> Vec<(RequestId, Time)> {
    let ended = trace.records().iter().filter_map(|record| match record.fact {
        Fact::Ended { exchange, .. } => match trace.begun(Party::Exchange(exchange))?.of {
            Party::Request(request) => Some((request, record.at)),
            Party::Client(_) | Party::Exchange(_) | Party::Task(_) | Party::Call(_) => None,
        },
        _ => None,
    });
    ended.collect()
}

fn seconds(span: Span) -> String {
    format!("{}.{:03}", span.ms() / 1_000, span.ms() % 1_000)
}

/// By when whoever asked gave up, and in all.
fn wait(Wait { by_then, in_all }: Wait) -> String {
    if by_then == in_all { seconds(in_all) } else { format!("{} of {}", seconds(by_then), seconds(in_all)) }
}

/// A link as the golden table has it.
fn brief(link: &Link, plan: &Plan) -> String {
    let s = seconds;
    let name = |place: PlaceId| plan.place(place).name.to_string();
    let kind = |pool: PoolId| plan.pool(pool).kind;
    match link.reason {
        Reason::ClientGot(Some(code), after) => format!("client got {code} after {}", s(after)),
        Reason::ClientGot(None, after) => format!("client left after {}", s(after)),
        Reason::AEnded { place, ending, waited, .. } => format!("{} {ending:?} after {}", name(place), s(waited)),
        Reason::BAnswered { place, code } => format!("{} answered {code}", name(place)),
        Reason::FaultActed { fault, phase, .. } => format!("{} in {phase:?}", fault.slug()),
        Reason::WaitedForUnit { pool, of, waited, .. } => match kind(pool) {
            PoolKind::Worker => format!("no worker of {of} for {}", wait(waited)),
            PoolKind::Thread => format!("no thread of {of} for {}", wait(waited)),
            PoolKind::Connection => format!("waited for a slot {}", wait(waited)),
        },
        Reason::WaitedForReply { to, slot, waited, .. } => {
            format!("waited for {} {} on slot {}", name(to), wait(waited), slot.0)
        }
        Reason::CallTimedOut { after, .. } => format!("call timed out after {}", s(after)),
        Reason::Worked { place, took } => format!("{} worked {}", name(place), s(took)),
        Reason::Held { pool, of, busy, computed, holders, waiting } => match kind(pool) {
            PoolKind::Worker => format!("{of} workers busy, {waiting} queued"),
            PoolKind::Thread if computed => format!("{busy} of {of} threads worked"),
            PoolKind::Thread => format!("{busy} of {of} threads waited"),
            PoolKind::Connection => {
                let holders: Vec<String> = holders.iter().flatten().map(ToString::to_string).collect();
                format!("{of} slots held by {}, {waiting} wait", holders.join(" "))
            }
        },
        Reason::Silent { place, request, until } => {
            let until = until.map_or_else(|| "now".to_owned(), |until| s(until.since(Time::ZERO)));
            format!("{} silent about {request} until {until}", name(place))
        }
        Reason::Slow { place, request, took, answered } => {
            let how = if answered { "took" } else { "had not answered in" };
            format!("{} {how} {} for {request}", name(place), s(took))
        }
        Reason::Load { pool, of, asked, served } => {
            format!("load of {asked} on {} of {of}, which serves {served}", plan.pool_name(pool))
        }
        Reason::Patience { who, needs, waits, .. } => {
            let who = match who {
                Who::Client => "client".to_owned(),
                Who::Gateway(place) | Who::App(place) => name(place),
            };
            format!("{who} waits {} for what takes {}", s(waits), s(needs))
        }
        Reason::Starved { pool, .. } => format!("{} starved", plan.pool_name(pool)),
        Reason::Ring { parties } => format!("{parties} in a ring"),
        Reason::Leak { pool, .. } => format!("{} leaks", plan.pool_name(pool)),
    }
}

pub(crate) fn line(chain: &Chain) -> String {
    let links: Vec<String> = chain.links.iter().map(|link| brief(link, &chain.plan)).collect();
    let healthy = chain.healthy.map_or_else(|| "none".to_owned(), |healthy| healthy.to_string());
    format!("{} {} (well: {healthy}) <- {}", chain.request, chain.status, links.join(" <- "))
}

#[test]
fn all_failures_of_the_library() {
    let mut table = String::new();
    for scenario in all() {
        let trace = run(&scenario);
        let marks = Marks::of(&trace);
        let failed = trace.records().iter().filter_map(|record| match record.fact {
            Fact::Ended { exchange, status, .. } if !status.is_success() => trace.request_of(Party::Exchange(exchange)),
            _ => None,
        });
        let failed = some(failed.collect()).into_iter();
        let chains = failed.filter_map(|request| why_marked(&trace, &marks, request, scenario.plan.ends_at));
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
    let (first, plan) = (&chains[0], trace.plan());
    let healthy = RequestId(first.request.0 - 1);
    for (place, chain) in chains.iter().enumerate() {
        assert_eq!(chain.healthy, Some(healthy), "nothing went well after #{}", healthy.0);
        let [
            Reason::ClientGot(Some(502), after),
            Reason::AEnded { ending: Ending::TimedOut(Phase::AwaitHeader), waited, .. },
            rest @ ..,
        ] = &reasons(chain)[..]
        else {
            panic!("{}", line(chain))
        };
        assert!(after > waited && (30_000..30_020).contains(&waited.ms()), "{}", line(chain));
        let [.., Reason::Silent { request, until: Some(until), .. }] = rest else { panic!("{}", line(chain)) };
        assert_eq!(until.ms() / 1_000, 110, "C answers when the fault ends");
        // Two wait for C, fourteen for those two, the rest for any of the sixteen.
        match (place, rest) {
            (0 | 1, [Reason::WaitedForReply { style: CallStyle::Synchronous, .. }, _]) => {
                assert_eq!(*request, chain.request);
            }
            (2..16, [waited, slots, _])
            | (16.., [waited, Reason::Held { busy: 16, computed: false, .. }, slots, _]) => {
                let (kind, limit) = if place < 16 { (PoolKind::Connection, 2) } else { (PoolKind::Thread, 16) };
                let Reason::WaitedForUnit { pool, of: Slots::Limited(of), .. } = *waited else {
                    panic!("{}", line(chain))
                };
                assert_eq!((plan.pool(pool).kind, of), (kind, limit), "{}", line(chain));
                let holders = [Some(first.request), Some(RequestId(first.request.0 + 1))];
                let pool = plan.pool_ids().find(|&pool| plan.pool(pool).kind == PoolKind::Connection).unwrap();
                let (of, busy, waiting) = (Slots::Limited(2), 2, 14);
                assert_eq!(*slots, Reason::Held { pool, of, busy, computed: false, holders, waiting });
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
    assert!(matches!(cut.links[0].reason, Reason::AEnded { .. }), "the client has not read it: {}", line(&cut));
    let waited = |chain: &Chain| {
        reasons(chain).into_iter().find_map(|reason| match reason {
            Reason::WaitedForUnit { waited, .. } => Some(waited.in_all.ms()),
            _ => None,
        })
    };
    assert!(waited(&cut).is_some_and(|ms| (29_900..30_100).contains(&ms)), "{}", line(&cut));
    assert!(waited(chain) > waited(&cut), "{}", line(chain));
    let first = why(&trace, chains[0].request, chains[0].links[1].at).expect("A has ended it");
    assert!(
        matches!(first.links.last().map(|link| link.reason), Some(Reason::Silent { until: None, .. })),
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
            Reason::AEnded { ending: Ending::Answered, .. },
            Reason::BAnswered { code: 500, .. },
            Reason::CallTimedOut { after, .. },
            Reason::WaitedForUnit { .. } | Reason::WaitedForReply { .. },
            ..,
        ] = reasons(chain)[..]
        else {
            panic!("{}", line(chain))
        };
        assert_eq!(after, Span::from_s(100));
    }
    for chain in chains.iter().filter(|chain| chain.status.is_forwarder_error()) {
        let Reason::WaitedForUnit { pool, .. } = reasons(chain)[2] else { panic!("{}", line(chain)) };
        assert_eq!(
            chain.plan.pool(pool).kind,
            PoolKind::Thread,
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
            let app = trace.plan().apps[0].place;
            let acted = Reason::FaultActed { fault, place: app, phase: fault.phase() };
            assert_eq!(root.reason, acted, "{}", line(&chain));
            let on = trace.get(root.record).map(|record| record.fact);
            assert!(on.is_some_and(|fact| check(&fact)), "{} on {on:?}", line(&chain));
        }
    }
}
