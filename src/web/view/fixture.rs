//! Hand-made instants for tests: the flagship just after its first 502.3, and variations of it.

use std::sync::Arc;

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::Failure;
use bad_gateway::plan::{FaultSetting, Plan};
use bad_gateway::trace::{ExchangePhase, ExchangeView, FaultView, PartyView, PoolView, Snapshot};
use bad_gateway::vocabulary::{
    CallId, CallStyle, ClientId, ConnectionId, Ending, ExchangeId, Fault, LinkId, Party, Phase, PlaceId, PoolId,
    RequestId, Slots, Status, TaskId, UnitId, What, Win32,
};

/// The places and pools of a plan of one A, one B and one C.
const CLIENTS: PlaceId = PlaceId(0);
const A: PlaceId = PlaceId(1);
const B: PlaceId = PlaceId(2);
const C: PlaceId = PlaceId(3);
const WORKERS: usize = 0;
const THREADS: usize = 1;
const SLOTS: usize = 2;

/// The plan of the flagship.
pub(crate) fn plan() -> Arc<Plan> {
    bad_gateway::scenario::open("hung-dependency").expect("the library has its flagship").plan
}

/// When a request began.
fn began(request: u32) -> Time {
    Time::from_ms(40_545 + u64::from(request.saturating_sub(41)) * 920)
}

/// Somebody who waits since the request began.
fn view(party: Party, of: Party, request: u32, place: PlaceId, what: What) -> PartyView {
    let since = began(request);
    let gone = request == 41 && place == B;
    PartyView { party, of, request: RequestId(request), place, begun: since, what, since, gone }
}

/// A request as its client, its gateway and its application see it; `call`: what its call waits for, once it has one.
fn parties(request: u32, call: Option<What>) -> Vec<PartyView> {
    let [exchange, task, called] =
        [Party::Exchange(ExchangeId(request)), Party::Task(TaskId(request)), Party::Call(CallId(request))];
    let own = Party::Request(RequestId(request));
    let what = if call.is_some() { What::Done(called) } else { What::Unit(PoolId(1)) };
    let mut views = vec![
        view(own, Party::Client(ClientId(0)), request, CLIENTS, What::Reply),
        view(exchange, own, request, A, What::Reply),
        view(task, exchange, request, B, what),
    ];
    // The one that is just being told no longer waits, and the last is on its way to A.
    views.retain(|view| !(request == 41 && view.place == CLIENTS || request == 74 && view.place == A));
    views.extend(call.map(|what| view(called, task, request, B, what)));
    if call == Some(What::Reply) {
        let task = Party::Task(TaskId(100_000 + request));
        views.push(view(task, called, request, C, What::Fault(Fault::DependencyHang)));
    }
    views
}

fn exchange(request: u32) -> ExchangeView {
    ExchangeView {
        exchange: ExchangeId(request),
        request: RequestId(request),
        place: A,
        phase: if request == 41 { ExchangePhase::Finishing } else { ExchangePhase::AwaitingHeader },
        connection: Some((ConnectionId(request), LinkId(1))),
        since: began(request),
        deadline: Some(began(request) + Span::from_s(30)),
        client_gone: false,
    }
}

/// As many threads as this; all are held, two wait for C and the others for a slot. Further requests wait for a thread.
fn instant(threads: u32, on_threads: bool) -> Snapshot {
    let mut plan = plan();
    Arc::make_mut(&mut plan).pools[THREADS].limit = Slots::Limited(threads);
    let last = if on_threads { 75.max(41 + threads) } else { 75 };
    let called = if on_threads { 41 + threads } else { last };
    let what = |request| match request {
        41 | 42 if request < called => Some(What::Reply),
        _ if request < called => Some(What::Unit(PoolId(2))),
        _ => None,
    };
    let mut all: Vec<PartyView> = (41..last).flat_map(|request| parties(request, what(request))).collect();
    all.sort_by_key(|view| view.party);
    let hold = |(unit, party): (u32, Party)| (UnitId(unit), party);
    let mut pools = vec![PoolView::default(); plan.pools.len()];
    pools[WORKERS].held = vec![hold((0, Party::Exchange(ExchangeId(41))))];
    if on_threads {
        pools[THREADS].held = (0..threads).map(|unit| hold((unit, Party::Task(TaskId(41 + unit))))).collect();
        pools[THREADS].waits = (called..last).map(|request| Party::Task(TaskId(request))).collect();
    }
    pools[SLOTS].held = (0..called.min(43) - 41).map(|unit| hold((unit, Party::Call(CallId(41 + unit))))).collect();
    pools[SLOTS].waits = (43..called).map(|request| Party::Call(CallId(request))).collect();
    let setting = FaultSetting { until: Some(Time::from_ms(110_000)), ..FaultSetting::from(Time::from_ms(40_000)) };
    Snapshot {
        at: Time::from_ms(70_553),
        plan,
        parties: all,
        exchanges: (41..74).map(exchange).collect(),
        pools,
        idle_connections: vec![0],
        faults: vec![FaultView {
            fault: Fault::DependencyHang,
            place: C,
            setting: Some(setting),
            before: None,
            active: true,
        }],
        flights: Vec::new(),
    }
}

/// 1:10.553: A has just answered 502.3 to 41; two threads wait for C, fourteen for a slot, the rest for a thread.
pub(crate) fn flagship() -> Snapshot {
    instant(16, true)
}

/// The failure of that instant.
pub(crate) fn first_failure() -> Failure {
    Failure {
        request: RequestId(41),
        status: Status::forwarder_error(Win32::TIMEOUT),
        ending: Ending::TimedOut(Phase::AwaitHeader),
        at: Time::from_ms(70_553),
        time_taken: Span::from_ms(30_008),
    }
}

/// The flagship with so many threads, of which all but the two holders wait for a slot.
pub(crate) fn with_threads(threads: u32) -> Snapshot {
    instant(threads, true)
}

/// The flagship with handlers that await their calls.
pub(crate) fn awaited() -> Snapshot {
    let mut snapshot = instant(16, false);
    Arc::make_mut(&mut snapshot.plan).apps[0].call_style = CallStyle::Awaited;
    snapshot
}

/// Nothing has happened yet.
pub(crate) fn quiet() -> Snapshot {
    let mut snapshot = flagship();
    snapshot.at = Time::ZERO;
    snapshot.parties.clear();
    snapshot.exchanges.clear();
    snapshot.pools.iter_mut().for_each(|pool| *pool = PoolView::default());
    for view in &mut snapshot.faults {
        view.active = false;
    }
    snapshot
}
