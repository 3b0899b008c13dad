//! What must hold in every run: random scenarios, in which switches are turned. That units are not held twice, that who came
//! first is served first and that causes come before effects, the watcher asserts on the way (`snapshot`).

use std::collections::{BTreeMap, BTreeSet};

use bad_gateway::kernel::{Span, Time};
use bad_gateway::model::World;
use bad_gateway::plan::{Change, FaultSetting, Knob, Plan, Role, Target, Value};
use bad_gateway::trace::{Fact, FlightKind, RecordId, StageWriter, Trace};
use bad_gateway::vocabulary::{
    Acts, CallStyle, Fault, Leave, LinkId, Over, Party, PlaceId, PoolKind, RequestId, Side, Slots, What,
};

use crate::random::{self, Case};
use crate::snapshot::watched;
use crate::watcher::End;

/// Each request ends in one way or is open at the end, and what the client read is what the row of the log says.
#[test]
fn no_request_is_lost_and_clients_read_what_the_logs_say() {
    random::each("no_request_is_lost_and_clients_read_what_the_logs_say", |case| {
        let seen = watched(case.plan(), case.seed(), &case.changes);
        let (trace, over) = (&seen.trace, &seen.watcher.over);
        let mut begun: Vec<(Party, Party)> = Vec::new();
        for record in trace.records() {
            if let Fact::Begins { party, of, .. } = record.fact {
                begun.push((party, of));
            }
        }
        let open: BTreeSet<Party> = seen.end.parties.iter().map(|view| view.party).collect();
        for &(party, of) in &begun {
            assert!(open.contains(&party) != over.contains_key(&party), "{party:?} ends once or is open");
            let code = match over.get(&party) {
                // A row has one reader.
                Some(&End::Row(code)) => code,
                Some(End::Over(_)) | None => continue,
            };
            match over.get(&of) {
                Some(&End::Over(Over::Got(read))) => assert_eq!(read, code, "{of:?} read the row of {party:?}"),
                Some(End::Over(_) | End::Row(_)) | None => {}
            }
        }
        // A party has one thing done for it, but for a task, which calls what it needs in turn.
        let of_others = begun.iter().filter(|(_, of)| !matches!(of, Party::Client(_) | Party::Task(_)));
        let once: BTreeSet<Party> = of_others.clone().map(|&(_, of)| of).collect();
        assert_eq!(once.len(), of_others.count(), "nothing is done twice");
        for &(party, of) in begun.iter().filter(|(_, of)| matches!(of, Party::Task(_))) {
            let others = begun.iter().filter(|&&(other, its)| its == of && other != party);
            let lives = |party: &Party| !over.contains_key(party);
            assert!(!lives(&party) || others.clone().all(|(other, _)| !lives(other)), "{of:?} makes two calls at once");
        }
    });
}

/// From each row of a log the chain of causes goes back to what needs no cause.
#[test]
fn every_row_follows_from_an_arrival_a_change_or_a_fault() {
    random::each("every_row_follows_from_an_arrival_a_change_or_a_fault", |case| {
        let trace = case.run();
        for (id, record) in trace.numbered() {
            if matches!(record.fact, Fact::Ended { .. }) {
                let root = root(&trace, id);
                let founded = matches!(
                    root,
                    Fact::Began
                        | Fact::Changed(_)
                        | Fact::FaultStarted { .. }
                        | Fact::FaultEnded { .. }
                        | Fact::Begins { party: Party::Request(_), .. }
                );
                assert!(founded, "{record:?} goes back to {root:?}");
            }
        }
    });
}

/// The stages of exchanges, read while the run grows or at its end: one for each row, with what was asked and for whom.
#[test]
fn each_exchange_that_ended_has_its_stages() {
    random::each("each_exchange_that_ended_has_its_stages", |case| {
        let trace = case.run();
        let (mut growing, mut grown) = (StageWriter::default(), Vec::new());
        let mut world_trace = Trace::new(case.plan());
        let mut world = World::new(case.plan(), case.seed(), &mut world_trace);
        let mut changes = case.changes.iter().copied().peekable();
        for step in 1..=20 {
            let until = Time::from_ns(case.plan().ends_at.ns() * step / 20);
            while let Some((at, change)) = changes.next_if(|(at, _)| *at <= until) {
                world.run_until(at, u64::MAX, &mut world_trace);
                world.apply(change, &mut world_trace);
            }
            world.run_until(until, u64::MAX, &mut world_trace);
            growing.extend(&world_trace, |stages| grown.push(*stages));
        }
        let mut at_once = Vec::new();
        StageWriter::default().extend(&trace, |stages| at_once.push(*stages));
        assert_eq!(grown, at_once);
        let ended = trace.numbered().filter(|(_, record)| matches!(record.fact, Fact::Ended { .. })).map(|(id, _)| id);
        assert_eq!(at_once.iter().map(|stages| stages.record).collect::<Vec<_>>(), ended.collect::<Vec<_>>());
        for stages in &at_once {
            let begun = trace.begun(Party::Exchange(stages.exchange)).expect("it began");
            assert_eq!((begun.of, begun.place), (stages.of, stages.place), "{stages:?}");
            assert_eq!(trace.get(begun.record).map(|record| record.at), Some(stages.arrived), "{stages:?}");
            assert_eq!(trace.request_of(stages.of), Some(stages.request), "{stages:?}");
            let asked = stages.asked.unwrap_or_else(|| panic!("{stages:?}: nothing was asked"));
            assert_eq!(asked.number, stages.request.0, "{stages:?}");
            let bytes = String::from_utf8(trace.bytes(asked)).expect("text");
            let number = stages.request.0.to_string();
            let paths = case.plan().clients.requests.iter().map(|kind| kind.path.replace("{n}", &number));
            let asks = paths.map(|path| format!("GET {path} HTTP/1.1\r\n")).any(|line| bytes.starts_with(&line));
            assert!(asks, "{stages:?}: {bytes}");
        }
    });
}

/// The first of the causes of a record.
fn root(trace: &Trace, from: RecordId) -> Fact {
    let mut record = trace.get(from).expect("a record");
    while let Some(cause) = record.cause() {
        record = trace.get(cause).expect("a cause is a record");
    }
    record.fact
}

/// What of the vocabulary a fact shows, in words that can be listed.
fn shows(plan: &Plan, fact: &Fact) -> Option<String> {
    Some(match *fact {
        Fact::Ended { ending, .. } => format!("ending {}", name(&ending)),
        Fact::FaultHit { fault, .. } => format!("fault {}", fault.slug()),
        Fact::Waits { what: What::Unit(pool), .. } => format!("waits for {:?}", plan.pool(pool).kind),
        Fact::Waits { what: What::Fault(fault), .. } => format!("held by {}", fault.slug()),
        Fact::Leaves { what, why: Leave::TimedOut, .. } => format!("leaves {}", name(&what)),
        Fact::Over { how, .. } => format!("over {}", name(&how)),
        Fact::FinSent { why, .. } | Fact::RstSent { why, .. } => format!("closes {why:?}"),
        Fact::Begins { of: Party::Exchange(_), party: Party::Exchange(_), .. } => {
            "a gateway behind a gateway".to_owned()
        }
        Fact::Carried { reused: true, .. } => "a connection used again".to_owned(),
        Fact::PeerGone { .. } => "a ghost".to_owned(),
        Fact::Began
        | Fact::Changed(_)
        | Fact::FaultStarted { .. }
        | Fact::FaultEnded { .. }
        | Fact::Begins { .. }
        | Fact::Waits { .. }
        | Fact::Takes { .. }
        | Fact::Frees { .. }
        | Fact::SynSent { .. }
        | Fact::SynRefused { .. }
        | Fact::Connected { .. }
        | Fact::ConnectFailed { .. }
        | Fact::Carried { .. }
        | Fact::Sent { .. }
        | Fact::HeadRead { .. } => return None,
    })
}

/// The variant, without what it carries.
fn name(of: &impl std::fmt::Debug) -> String {
    let text = format!("{of:?}");
    text.split(['(', ' ']).next().unwrap_or_default().to_owned()
}

/// Random scenarios are of use only as long as they reach what can happen.
#[test]
fn random_scenarios_reach_every_ending_every_fault_and_every_wait() {
    let mut missing: BTreeSet<String> = Fault::ALL.iter().map(|fault| format!("fault {}", fault.slug())).collect();
    let endings =
        ["Answered", "Refused", "ConnectTimedOut", "TimedOut", "Closed", "Reset", "Invalid", "ClientGone", "QueueFull"];
    missing.extend(endings.map(|ending| format!("ending {ending}")));
    missing.extend(["Worker", "Thread", "Connection"].map(|kind| format!("waits for {kind}")));
    missing.extend(["Got", "Left", "Answered", "Dropped", "TimedOut"].map(|how| format!("over {how}")));
    missing.extend(["Handshake", "Reply"].map(|what| format!("leaves {what}")));
    missing.extend(["held by dependency-hang".to_owned(), "held by hang-before-status".to_owned()]);
    missing.extend(["a gateway behind a gateway", "a connection used again", "a ghost"].map(str::to_owned));
    missing.insert("a call that left its queue".to_owned());
    // Whatever `RUNS` says: most is reached within a few, all within what the build server runs.
    for number in 0..10 * random::RUNS {
        if missing.is_empty() {
            break;
        }
        let case = Case::new(number);
        let mut queued = BTreeSet::new();
        for record in case.run().records() {
            if let Fact::Waits { party: party @ Party::Call(_), .. } = record.fact {
                queued.insert(party);
            }
            if let Fact::Takes { party, .. } = record.fact {
                queued.remove(&party);
            }
            if let Fact::Over { party: party @ Party::Call(_), how: Over::TimedOut } = record.fact
                && queued.contains(&party)
            {
                missing.remove("a call that left its queue");
            }
            if let Some(shown) = shows(case.plan(), &record.fact) {
                missing.remove(&shown);
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

/// What chance gave a run.
#[derive(Debug, Default)]
struct Given {
    /// Who asked, when.
    arrivals: Vec<(Party, Party, Time)>,
    /// How long each segment travelled: by request, which of its calls, link, end, kind, and how many of these came before.
    /// Closes are left out:
    /// they are sent behind other segments, and do not overtake them.
    latencies: BTreeMap<(RequestId, u32, LinkId, Side, u8, u32), Span>,
    /// How long each dependency took for a call that no fault hit: by request, and which of its calls that was.
    served: BTreeMap<(RequestId, PlaceId, u32), Span>,
}

impl Given {
    fn to(case: &Case, changes: &[(Time, Change)]) -> Self {
        let mut given = Self::default();
        let mut trace = Trace::new(case.plan());
        let mut world = World::new(case.plan(), case.seed(), &mut trace);
        let mut changes = changes.iter().copied().peekable();
        let mut flown: BTreeMap<(Party, LinkId, Side, u8), u32> = BTreeMap::new();
        while let Some(at) = world.next_time().filter(|at| *at <= case.plan().ends_at) {
            while let Some((due, change)) = changes.next_if(|(due, _)| *due < at) {
                world.run_until(due, u64::MAX, &mut trace);
                world.apply(change, &mut trace);
            }
            world.run_until(at, u64::MAX, &mut trace);
            for flight in world.snapshot().flights.iter().filter(|flight| flight.sent == at) {
                let kind = match flight.kind {
                    FlightKind::Handshake => 0,
                    FlightKind::Request => 1,
                    FlightKind::Response => 2,
                    FlightKind::Close => continue,
                };
                let count = flown.entry((flight.party, flight.link, flight.to, kind)).or_default();
                let travelled = flight.due.since(flight.sent);
                let key = (flight.request, turn(&trace, flight.party), flight.link, flight.to, kind, *count);
                given.latencies.insert(key, travelled);
                *count += 1;
            }
        }
        given.read(case.plan(), &trace);
        given.forget_handshakes(case.plan(), &trace);
        given
    }

    /// Leaves out what answered a SYN where one was refused, which is another segment than the one that accepts; and what
    /// may be held back.
    fn forget_handshakes(&mut self, plan: &Plan, trace: &Trace) {
        for record in trace.records() {
            // What is sent behind a SYN that was sent again does not overtake that.
            if let Fact::SynSent { link, party, attempt: 2.., .. } = record.fact {
                let again = trace.request_of(party);
                self.latencies
                    .retain(|&(request, _, on, to, ..), _| to != Side::Far || Some(request) != again || on != link);
            }
            if let Fact::FaultHit { fault, place, party } = record.fact
                && matches!(fault.acts(), Acts::OnSyn(_))
            {
                let refused = trace.request_of(party);
                self.latencies.retain(|&(request, _, link, to, kind, _), _| {
                    (to, kind) != (Side::Near, 0) || Some(request) != refused || plan.link(link).to != place
                });
            }
        }
    }

    fn read(&mut self, plan: &Plan, trace: &Trace) {
        let mut hit: BTreeSet<Party> = BTreeSet::new();
        let mut open: BTreeMap<Party, (RequestId, PlaceId, Time, Party)> = BTreeMap::new();
        for record in trace.records() {
            if let Fact::Begins { party: party @ Party::Request(_), of, .. } = record.fact {
                self.arrivals.push((party, of, record.at));
            }
            if let Fact::Begins { party: party @ Party::Task(_), of, place } = record.fact
                && matches!(plan.place(place).role, Role::Dependency(_))
            {
                let request = trace.request_of(party).expect("a call is made for a request");
                open.insert(party, (request, place, record.at, of));
            }
            if let Fact::FaultHit { party, .. } = record.fact {
                hit.insert(party);
            }
            if let Fact::Over { party, how: Over::Answered { .. } } = record.fact
                && let Some((request, place, begun, call)) = open.remove(&party)
                && !hit.contains(&call)
            {
                self.served.insert((request, place, turn(trace, call)), record.at.since(begun));
            }
        }
    }
}

/// Which of its request's calls a call is; 0 for what is not a call.
fn turn(trace: &Trace, party: Party) -> u32 {
    let Party::Call(_) = party else { return 0 };
    let task = trace.begun(party).expect("it has begun").of;
    let calls = trace.begun_for(task, RecordId(u32::MAX));
    let index = calls.iter().position(|&(call, _)| call == party).unwrap_or_default();
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// Where both runs have something, it is the same.
fn same_where_both<K: Ord + std::fmt::Debug>(one: &BTreeMap<K, Span>, other: &BTreeMap<K, Span>, of: &str) {
    for (key, span) in one {
        assert!(other.get(key).is_none_or(|its| its == span), "{of} {key:?}: {span:?}, then {:?}", other.get(key));
    }
}

/// A turn of this knob at a place that has it; `None` where the plan has none, or where it stands so already.
fn turned(plan: &Plan, knob: Knob, nth: u64) -> Option<Change> {
    let nth = |length: usize| usize::try_from(nth).ok()?.checked_rem(length);
    let (target, value) = match knob {
        Knob::Fault(fault) => {
            let places = (0..plan.places.len()).filter_map(|place| u16::try_from(place).ok().map(PlaceId));
            let fits = |place: &PlaceId| plan.can_strike(fault, *place) && plan.impossible(fault, *place).is_none();
            let places: Vec<PlaceId> = places.filter(fits).collect();
            let setting = FaultSetting::from(Time::from_ms(plan.ends_at.ms() / 4));
            (Target::Place(places[nth(places.len())?]), Value::Fault(Some(setting)))
        }
        Knob::CallStyle => {
            let app = &plan.apps[nth(plan.apps.len())?];
            let style = match app.call_style {
                CallStyle::Synchronous => CallStyle::Awaited,
                CallStyle::Awaited => CallStyle::Synchronous,
            };
            (Target::Place(app.place), Value::Style(style))
        }
        Knob::Slots => {
            let pools: Vec<_> = plan.pool_ids().filter(|&pool| plan.pool(pool).kind == PoolKind::Connection).collect();
            let pool = pools[nth(pools.len())?];
            let limit = if plan.pool(pool).limit == Slots::Limited(1) { Slots::Unlimited } else { Slots::Limited(1) };
            (Target::Pool(pool), Value::Units(limit))
        }
        Knob::CallTimeout => {
            let outbound: Vec<_> = plan.apps.iter().flat_map(|app| &app.outbound).collect();
            let outbound = outbound[nth(outbound.len())?];
            (Target::Link(outbound.link), Value::Span(Span::from_ms(outbound.timeout.ms() / 2 + 1)))
        }
        Knob::ProxyTimeout => {
            let own = &plan.gateways[nth(plan.gateways.len())?];
            (Target::Place(own.place), Value::Span(Span::from_ms(own.timeout.ms() / 2 + 1_000)))
        }
        Knob::Patience => (knob.default_target(plan)?, Value::Span(Span::from_ms(plan.clients.patience.ms() / 2 + 1))),
    };
    let change = Change { knob, target, value };
    change.fits(plan).then_some(change)
}

/// One switch is turned, with the same seed: what does not hang on it is the same.
#[test]
fn one_switch_changes_no_arrival_no_latency_and_no_time_of_a_dependency() {
    let knobs: Vec<Knob> = [Knob::CallStyle, Knob::Slots, Knob::CallTimeout, Knob::ProxyTimeout, Knob::Patience]
        .into_iter()
        .chain(Fault::ALL.into_iter().map(Knob::Fault))
        .collect();
    random::each("one_switch_changes_no_arrival_no_latency_and_no_time_of_a_dependency", |case| {
        let before = Given::to(case, &[]);
        // Each case turns some of the knobs, and all cases together each of them often.
        let own = knobs.iter().cycle().skip(usize::try_from(case.number * 4).unwrap_or(0) % knobs.len()).take(4);
        for change in own.filter_map(|&knob| turned(case.plan(), knob, case.number)) {
            let after = Given::to(case, &[(Time::from_ms(case.plan().ends_at.ms() / 4), change)]);
            assert_eq!(before.arrivals, after.arrivals, "{change:?}");
            same_where_both(&before.latencies, &after.latencies, &format!("{change:?}: latency"));
            same_where_both(&before.served, &after.served, &format!("{change:?}: served"));
        }
    });
}
