//! From a snapshot to the picture's plain data. The only file of the picture that knows what a snapshot is, which words
//! belong to which pool, and what the software behind a name is called.
//!
//! A function makes each kind of machine from a small plain input; `machines` fills these from the snapshot.

use bad_gateway::explain::{Chain, Reason};
use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Failure, Frame, Speed};
use bad_gateway::text::chain::{Picture as P, process, process_short};
use bad_gateway::text::{Lang, Say, ending};
use bad_gateway::trace::{Doing, Exchange, ExchangePhase, FaultView, FlightKind, HeldCall, HeldSlot, Queued, Snapshot};
use bad_gateway::vocabulary::{CallStyle, Ending, Fault, Hop, Node, Phase, RequestId, Slots, Status};

use yew::AttrValue;

use super::region::{
    Body, Column, Flight, Group, Key, Kind, Lane, Lanes, Look, Machine, Notice, Pool, Region, Scene, Wire,
};
use crate::view::marks::Mark;
use crate::view::shape::count;

/// How long after a failure its reason stands at the node that decided, in model time.
const REASON_STAYS: Span = Span::from_ms(1_500);
/// The quickest hop that an eye can follow, in real time.
const FOLLOWED: Span = Span::from_ms(80);
/// How many units of a pool have a place of their own, held or not.
const SLOTS: u32 = 10;
/// What faces each other, by their places among the machines.
const WIRES: [Wire; 3] = [Wire { from: 0, to: 1 }, Wire { from: 1, to: 2 }, Wire { from: 2, to: 3 }];
/// The dependency among the machines.
const DEPENDENCY: usize = 3;
/// B's connections to it among the pools.
const SLOTS_TO_C: Key = Key(0);

/// How a request ended, to be shown where that was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdict {
    request: RequestId,
    status: Status,
    ending: Ending,
    waited: Span,
}

impl Verdict {
    /// Whether B itself answered.
    fn by_b(&self) -> bool {
        self.ending == Ending::Answered
    }
}

/// What all machines of an instant are told.
#[derive(Clone, Copy, Debug)]
struct Now {
    at: Time,
    lang: Lang,
    verdict: Option<Verdict>,
}

impl Now {
    fn say(&self, words: P) -> String {
        words.say(self.lang)
    }

    fn ago(&self, since: Time) -> Span {
        self.at.since(since)
    }
}

impl Scene {
    /// The instant of a frame.
    pub(crate) fn of(frame: &Frame, lang: Lang) -> Self {
        let chosen = frame.why.as_deref().filter(|chain| Some(chain.request) == frame.selected).and_then(verdict_of);
        let now = Now { at: frame.snapshot.at, lang, verdict: chosen.or(fresh(frame.failure, frame.snapshot.at)) };
        Self::at(&frame.snapshot, now, frame.selected, frame.speed_now)
    }

    /// An instant without a run around it.
    #[cfg(test)]
    pub(crate) fn new(snapshot: &Snapshot, failure: Option<Failure>, selected: Option<RequestId>, lang: Lang) -> Self {
        let now = Now { at: snapshot.at, lang, verdict: fresh(failure, snapshot.at) };
        Self::at(snapshot, now, selected, Speed::REAL)
    }

    fn at(snapshot: &Snapshot, now: Now, selected: Option<RequestId>, speed: Speed) -> Self {
        let requests = requests(snapshot);
        let stands = selected.map_or(P::NoneSelected(count(requests.len())), |request| stands(snapshot, request));
        Self {
            machines: machines(snapshot, &now),
            wires: WIRES.into(),
            flights: flights(snapshot, &now, speed),
            requests,
            selected,
            stands,
            below: below(snapshot, &now),
            lang: now.lang,
        }
    }
}

/// What the small picture has no room for: the fault that acts at B, or else who has no thread.
fn below(snapshot: &Snapshot, now: &Now) -> String {
    let queued = count(snapshot.b.queue.len());
    match faults_at(&snapshot.faults, Node::B, now).first() {
        Some((fault, from)) => format!("{}: {}", Node::B.say(now.lang), now.say(P::ActsSince(*fault, *from))),
        None if queued > 0 => now.say(P::NoThreadYet(queued)),
        None => String::new(),
    }
}

/// The failure whose reason still stands.
fn fresh(failure: Option<Failure>, at: Time) -> Option<Verdict> {
    let failure = failure.filter(|failure| at.since(failure.at) <= REASON_STAYS)?;
    let Failure { request, status, ending, time_taken, .. } = failure;
    Some(Verdict { request, status, ending, waited: time_taken })
}

/// How the request of a chain of causes ended.
fn verdict_of(chain: &Chain) -> Option<Verdict> {
    let ended = chain.links.iter().find_map(|link| match link.reason {
        Reason::AEnded(ending, status, waited) => Some((ending, status, waited)),
        _ => None,
    });
    let answered = chain.links.iter().find_map(|link| match link.reason {
        Reason::ClientGot(_, waited) => Some((Ending::Answered, chain.status, waited)),
        _ => None,
    });
    let (ending, status, waited) = ended.or(answered)?;
    Some(Verdict { request: chain.request, status, ending, waited })
}

// ---- from the snapshot to the inputs --------------------------------------------------------------------------------

/// The machines of a snapshot, in the order in which a request passes them.
fn machines(snapshot: &Snapshot, now: &Now) -> Vec<Machine> {
    let (a, b, c) = (&snapshot.a, &snapshot.b, &snapshot.c);
    let processes = |node| [process(node, a.hosting), process_short(node, a.hosting)].map(AttrValue::Static);
    let threads: Vec<Option<Stay>> = b.threads.iter().map(|thread| thread.map(Stay::from)).collect();
    let awaits = b.call_style == CallStyle::Awaited || !b.awaiting.is_empty();
    vec![
        machine_client(
            now,
            &Clients {
                machines: snapshot.client.machines,
                waiting: snapshot.client.waiting.iter().map(|open| (open.request, open.since)).collect(),
            },
        ),
        machine_gateway(
            now,
            Gateway {
                process: processes(Node::A),
                queue: &a.queue,
                queue_limit: a.queue_limit,
                workers: a.workers.iter().map(|worker| worker.map(|(_, request)| request)).collect(),
                exchanges: &a.exchanges,
                timeout: a.timeout,
                resting: a.idle_connections,
            },
        ),
        machine_app(
            now,
            &App {
                process: processes(Node::B),
                queue: &b.queue,
                forgotten: &b.silent,
                handlers: awaits.then(|| handlers(&threads, &b.awaiting)),
                threads,
                slots: b.slots,
                held: &b.held_slots,
                waits: b.slot_waiters.len(),
                faults: faults_at(&snapshot.faults, Node::B, now),
            },
        ),
        machine_dependency(
            now,
            Dependency {
                process: processes(Node::C),
                calls: &c.calls,
                usual: c.usual,
                faults: faults_at(&snapshot.faults, Node::C, now),
            },
        ),
    ]
}

/// The faults that act at a node, and since when.
fn faults_at(faults: &[FaultView], node: Node, now: &Now) -> Vec<(Fault, Time)> {
    let acting = faults.iter().filter(|view| {
        let at = if view.fault.phase() == Phase::Dependency { Node::C } else { Node::B };
        view.active && at == node
    });
    acting.map(|view| (view.fault, view.setting.map_or(now.at, |setting| setting.from))).collect()
}

/// Somebody at work in B, on a thread or without one.
#[derive(Clone, Copy)]
struct Stay {
    request: RequestId,
    doing: Doing,
    since: Time,
    ghost: bool,
}

impl From<bad_gateway::trace::Busy> for Stay {
    fn from(busy: bad_gateway::trace::Busy) -> Self {
        Self { request: busy.request, doing: busy.doing, since: busy.since, ghost: busy.ghost }
    }
}

impl From<bad_gateway::trace::Awaiting> for Stay {
    fn from(awaiting: bad_gateway::trace::Awaiting) -> Self {
        Self { request: awaiting.request, doing: awaiting.doing, since: awaiting.since, ghost: awaiting.ghost }
    }
}

/// Handlers and threads that wait, oldest first. They come nearly in that order: most are put at the end.
fn handlers(threads: &[Option<Stay>], awaiting: &[bad_gateway::trace::Awaiting]) -> Vec<Stay> {
    let mut handlers: Vec<Stay> = Vec::with_capacity(awaiting.len());
    let mut put = |stay: Stay| {
        let later = |other: &Stay| (other.since, other.request) < (stay.since, stay.request);
        handlers.insert(handlers.partition_point(later), stay);
    };
    for awaiting in awaiting {
        put(Stay::from(*awaiting));
    }
    for stay in threads.iter().flatten() {
        if stay.doing != Doing::Working {
            put(*stay);
        }
    }
    handlers
}

/// All requests that stand somewhere in the chain, in the order of arrival. Few of them wait for nobody, so few are put
/// between others.
fn requests(snapshot: &Snapshot) -> Vec<RequestId> {
    let b = &snapshot.b;
    let mut all: Vec<RequestId> = Vec::with_capacity(snapshot.client.waiting.len());
    let mut put = |request: RequestId| {
        if let Err(at) = all.binary_search(&request) {
            all.insert(at, request);
        }
    };
    for open in &snapshot.client.waiting {
        put(open.request);
    }
    for exchange in &snapshot.a.exchanges {
        put(exchange.request);
    }
    for queued in &b.queue {
        put(queued.request);
    }
    for busy in b.threads.iter().flatten() {
        put(busy.request);
    }
    for awaiting in &b.awaiting {
        put(awaiting.request);
    }
    for request in &b.silent {
        put(*request);
    }
    all
}

/// Where a request stands.
fn stands(snapshot: &Snapshot, request: RequestId) -> P {
    let b = &snapshot.b;
    let busy = b.threads.iter().flatten().map(|busy| Stay::from(*busy));
    let awaiting = b.awaiting.iter().map(|awaiting| Stay::from(*awaiting));
    let stay = busy.chain(awaiting).find(|stay| stay.request == request);
    let queued = b.queue.iter().find(|queued| queued.request == request);
    if stay.is_some_and(|stay| stay.ghost) || queued.is_some_and(|queued| queued.ghost) {
        P::StandsAsGhost(request)
    } else if let Some(stay) = stay {
        match stay.doing {
            Doing::Working => P::StandsAtWork(request),
            Doing::WaitingForSlot => P::StandsForSlot(request),
            Doing::WaitingForC(_) => P::StandsForC(request),
        }
    } else if queued.is_some() {
        P::StandsInQueue(request)
    } else if b.silent.contains(&request) {
        P::StandsForgotten(request)
    } else if let Some(exchange) = snapshot.a.exchanges.iter().find(|exchange| exchange.request == request) {
        match exchange.phase {
            ExchangePhase::Connecting => P::StandsConnecting(request),
            _ => P::StandsInA(request),
        }
    } else if snapshot.client.waiting.iter().any(|open| open.request == request) {
        P::StandsAtClient(request)
    } else {
        P::StandsEnded(request)
    }
}

/// Messages that can be followed. All are stretched by one factor, so that what is drawn first happened first; where a
/// hop would be too quick nothing travels.
fn flights(snapshot: &Snapshot, now: &Now, speed: Speed) -> Vec<Flight> {
    let flight = |flight: &bad_gateway::trace::Flight| {
        let whole = flight.due.since(flight.sent).ns();
        let real = u128::from(whole) * 1_000 / u128::from(speed.per_mille.max(1));
        if real < u128::from(FOLLOWED.ns()) {
            return None;
        }
        let passed = u128::from(now.ago(flight.sent).ns()) * 1_000 / u128::from(whole.max(1));
        let way = u16::try_from(passed.min(1_000)).unwrap_or(1_000);
        let mark = match (flight.kind, now.verdict) {
            (FlightKind::Handshake, _) => Mark::Connecting,
            (FlightKind::Request, _) => Mark::Wait,
            (FlightKind::Close, _) => Mark::Reset,
            (FlightKind::Response, Some(verdict)) if verdict.request == flight.request => {
                Mark::of_status(verdict.status)
            }
            (FlightKind::Response, _) => Mark::Ok,
        };
        let wire = match flight.hop {
            Hop::ClientA => 0,
            Hop::AB => 1,
            Hop::BC => 2,
        };
        let way = if flight.to == flight.hop.far() { way } else { 1_000 - way };
        Some(Flight { wire, way, mark, request: flight.request })
    };
    snapshot.flights.iter().filter_map(flight).collect()
}

// ---- the machines ---------------------------------------------------------------------------------------------------

/// Those who wait for an answer.
struct Clients {
    machines: u16,
    waiting: Vec<(RequestId, Time)>,
}

fn machine_client(now: &Now, clients: &Clients) -> Machine {
    let Clients { machines, waiting } = clients;
    let mut cells = Vec::with_capacity(waiting.len());
    for (request, _) in waiting {
        // The one that is just being told no longer waits.
        if now.verdict.is_none_or(|verdict| verdict.request != *request) {
            cells.push((*request, Mark::Wait));
        }
    }
    let words = P::Wait(count(cells.len()));
    let mut region = Region::new(Kind::List, words, words, Body::Marks(cells, 5));
    region.chief = true;
    let told = |verdict: Verdict| {
        let Verdict { request, status, .. } = verdict;
        let (title, line) = (request.to_string(), now.say(P::GetsStatus(status.code)));
        reason(&verdict, [title.clone(), line, now.say(P::Gets(request, status.code)), title], false)
    };
    Machine {
        column: Column::Client,
        name: Node::Client.say(now.lang).into(),
        process: [now.say(P::Times(*machines)).into(), now.say(P::Browsers(*machines)).into()],
        first: waiting.first().map(|(first, since)| (*first, P::Waits(*first, now.ago(*since)))),
        notices: now.verdict.map(told).into_iter().collect(),
        regions: vec![region],
        sentence: None,
    }
}

/// A gateway: what it has taken on, and the machine that it asks.
struct Gateway<'a> {
    process: [AttrValue; 2],
    queue: &'a [RequestId],
    queue_limit: u32,
    workers: Vec<Option<RequestId>>,
    exchanges: &'a [Exchange],
    timeout: Span,
    resting: u32,
}

fn machine_gateway(now: &Now, gateway: Gateway<'_>) -> Machine {
    let decided = |verdict: Verdict| {
        let title = format!("{} {}", verdict.request, verdict.status);
        let line = ending::reason(verdict.ending, verdict.waited, now.lang);
        reason(&verdict, [title.clone(), line, title, verdict.status.to_string()], true)
    };
    let connections = connections(now, &gateway);
    let (queued, limit) = (count(gateway.queue.len()), u64::from(gateway.queue_limit));
    let cells = gateway.queue.iter().map(|request| (*request, Mark::Wait)).collect();
    let mut queue = Region::new(Kind::Queue, P::HttpSys, P::HttpSysQueue(queued), Body::Marks(cells, 4));
    queue.foot = vec![(P::Queued(queued), "t2"), (P::OfAtMost(limit), "t3")];
    let (busy, of) = (count(gateway.workers.iter().flatten().count()), count(gateway.workers.len()));
    let body = Body::Squares(gateway.workers);
    let mut workers = Region::new(Kind::Pool, P::Workers, P::WorkersBusy(busy, of), body);
    workers.foot = vec![(P::Busy(busy), "t2"), (P::Of(of), "t3")];
    // Whether it has waited for more than a second and does nothing else.
    let long = |exchange: &Exchange| now.ago(exchange.since) > Span::from_s(1);
    let only_waits = now.verdict.is_none() && busy == 0 && gateway.exchanges.iter().any(long);
    Machine {
        column: Column::Gateway,
        name: Node::A.say(now.lang).into(),
        process: gateway.process,
        regions: vec![queue, workers, connections],
        notices: now.verdict.map(decided).into_iter().collect(),
        sentence: only_waits.then_some([P::OnlyWaits, P::NotBlocked]),
        first: None,
    }
}

/// The exchanges of a gateway that have, or want, a connection.
fn connections(now: &Now, gateway: &Gateway<'_>) -> Region {
    let (mut connecting, mut reading) = (0, 0);
    let mut cells = Vec::with_capacity(gateway.exchanges.len());
    for exchange in gateway.exchanges {
        let mark = match exchange.phase {
            ExchangePhase::Preparing => continue,
            ExchangePhase::Connecting => Mark::Connecting,
            ExchangePhase::AwaitingHeader | ExchangePhase::Reading => Mark::Wait,
            ExchangePhase::Finishing => match now.verdict {
                Some(verdict) if verdict.request == exchange.request && !verdict.by_b() => Mark::Reset,
                _ => Mark::Ok,
            },
        };
        connecting += u64::from(exchange.phase == ExchangePhase::Connecting);
        reading += u64::from(exchange.phase == ExchangePhase::Reading);
        cells.push((exchange.request, mark));
    }
    let line = P::OpenToB(count(cells.len()));
    let open = count(cells.len()) - connecting;
    let mut foot = Vec::with_capacity(6);
    if open > 0 {
        foot.push((P::OpenAnd(open), "t2"));
        foot.push((if reading > 0 { P::Reading(reading) } else { P::NoByteBack }, "t2"));
    } else if connecting == 0 {
        foot.push((line, "t2"));
    }
    if connecting > 0 {
        foot.push((P::Connecting(connecting), "t2"));
        foot.push((P::NoSynBack, "t2"));
    }
    if let Some((request, left)) = next_deadline(now, gateway) {
        foot.push((P::Next(request, left), "t3"));
    }
    if gateway.resting > 0 {
        foot.push((P::IdleInPool(u64::from(gateway.resting)), "t3"));
    }
    let mut region = Region::new(Kind::Pool, P::ConnectionsToB, line, Body::Marks(cells, 9));
    region.foot = foot;
    region.chief = true;
    region
}

/// The request that the gateway will give up next, where it has waited for more than a second.
fn next_deadline(now: &Now, gateway: &Gateway<'_>) -> Option<(RequestId, Span)> {
    let waits = gateway.exchanges.iter().filter(|exchange| exchange.phase != ExchangePhase::Finishing);
    let next = waits.filter_map(|exchange| exchange.deadline.map(|deadline| (deadline, exchange.request))).min()?;
    let left = next.0.since(now.at);
    (left + Span::from_s(1) < gateway.timeout).then_some((next.1, left))
}

/// A process that answers: its queue, its threads, and what these ask for.
struct App<'a> {
    process: [AttrValue; 2],
    queue: &'a [Queued],
    forgotten: &'a [RequestId],
    threads: Vec<Option<Stay>>,
    /// Where handlers hold no thread while they wait.
    handlers: Option<Vec<Stay>>,
    slots: Slots,
    held: &'a [HeldSlot],
    waits: usize,
    faults: Vec<(Fault, Time)>,
}

fn machine_app(now: &Now, app: &App<'_>) -> Machine {
    let mut regions = Vec::with_capacity(5);
    regions.push(work_queue(app.queue));
    if !app.forgotten.is_empty() {
        let words = P::Forgotten(count(app.forgotten.len()));
        let cells = app.forgotten.iter().map(|request| (*request, Mark::Ghost)).collect();
        let mut forgotten = Region::new(Kind::List, words, words, Body::Marks(cells, 5));
        forgotten.under = true;
        regions.push(forgotten);
    }
    let mut lanes = Vec::with_capacity(app.threads.len());
    if let Some(handlers) = &app.handlers {
        regions.push(threads_held(&app.threads));
        for stay in handlers {
            lanes.push(lane(now, Some(stay), app.slots));
        }
        let words = P::HandlersAwait(count(lanes.len()));
        let mut region = Region::new(Kind::List, P::Handler, words, lanes_of(P::Handler, lanes));
        (region.chief, region.under) = (true, true);
        regions.push(region);
    } else {
        for stay in &app.threads {
            lanes.push(lane(now, stay.as_ref(), app.slots));
        }
        let waiting = lanes.iter().filter(|lane| matches!(lane.look, Look::Waits | Look::Called)).count();
        let words = P::ThreadsWait(count(waiting), count(lanes.len()));
        let mut region = Region::new(Kind::Pool, P::Threads, words, lanes_of(P::Thread, lanes));
        region.chief = true;
        regions.push(region);
    }
    regions.push(slots(app.slots, app.held, app.waits));
    let mut notices = Vec::with_capacity(2);
    if let Some(verdict) = now.verdict.filter(Verdict::by_b) {
        let title = verdict.request.to_string();
        let brief = format!("{title} {}", verdict.status.code);
        notices.push(reason(&verdict, [title.clone(), now.say(P::OwnError), brief, title], true));
    }
    notices.extend(acting(now, &app.faults));
    Machine {
        column: Column::App,
        name: Node::B.say(now.lang).into(),
        process: app.process.clone(),
        regions,
        notices,
        sentence: None,
        first: None,
    }
}

fn work_queue(queue: &[Queued]) -> Region {
    let queued = count(queue.len());
    let cell = |queued: &Queued| (queued.request, if queued.ghost { Mark::Ghost } else { Mark::Wait });
    let body = Body::Marks(queue.iter().map(cell).collect(), 5);
    let mut region = Region::new(Kind::Queue, P::WorkQueue, P::QueuedNoThread(queued), body);
    region.foot.push((P::Queued(queued), "t2"));
    if let Some(first) = queue.first() {
        region.foot.push((P::First(first.request), "t3"));
    }
    region
}

/// The threads where handlers hold none while they wait.
fn threads_held(threads: &[Option<Stay>]) -> Region {
    let (busy, of) = (count(threads.iter().flatten().count()), count(threads.len()));
    let body = Body::Squares(threads.iter().map(|stay| stay.map(|stay| stay.request)).collect());
    let mut region = Region::new(Kind::Pool, P::Threads, P::ThreadsBusyOf(busy, of), body);
    region.count = Some(P::ThreadsBusy(busy, of));
    region
}

/// A thread, or a handler that awaits.
fn lane(now: &Now, stay: Option<&Stay>, slots: Slots) -> Lane {
    let Some(stay) = stay else {
        let (words, since, look) = (P::Idle, Span::ZERO, Look::Idle);
        return Lane { request: None, words, since, look, ghost: false, group: 3, holds: Vec::new(), waits: None };
    };
    let (look, words, group) = match (stay.doing, stay.ghost, slots) {
        (Doing::Working, false, _) => (Look::Works, P::Works, 2),
        (Doing::Working, true, _) => (Look::Works, P::WorksGhost, 2),
        (Doing::WaitingForSlot, false, _) => (Look::Waits, P::WaitsForSlot, 1),
        (Doing::WaitingForSlot, true, _) => (Look::Waits, P::WaitsForSlotGhost, 1),
        (Doing::WaitingForC(_), false, Slots::Unlimited) => (Look::Called, P::NameOfC, 0),
        (Doing::WaitingForC(slot), false, Slots::Limited(_)) => {
            (Look::Called, P::WaitsForC(slot.0.saturating_add(1)), 0)
        }
        (Doing::WaitingForC(_), true, _) => (Look::Called, P::WaitsForCGhost, 0),
    };
    Lane {
        request: Some(stay.request),
        words,
        since: now.ago(stay.since),
        look,
        ghost: stay.ghost,
        group,
        holds: if look == Look::Called { vec![SLOTS_TO_C] } else { Vec::new() },
        waits: (look == Look::Waits).then_some(SLOTS_TO_C),
    }
}

/// Lanes with their groups: what they wait for first.
fn lanes_of(head: P, lanes: Vec<Lane>) -> Body {
    let mut groups = Vec::with_capacity(4);
    for look in [Look::Called, Look::Waits, Look::Works, Look::Idle] {
        let (mut many, mut oldest) = (0, None);
        for lane in lanes.iter().filter(|lane| lane.group == groups.len()) {
            many += 1;
            oldest = oldest.max(Some(lane.since));
        }
        let n = count(many);
        let (words, waits) = match look {
            Look::Called => (P::CountForC(n), true),
            Look::Waits => (P::CountForSlot(n), true),
            Look::Works => (P::CountWorks(n), false),
            Look::Idle => (P::CountIdle(n), false),
        };
        groups.push(Group { words, count: many, look, oldest: oldest.filter(|_| waits) });
    }
    Body::Lanes(Lanes { heads: [head, P::WaitsFor, P::Since], many: [P::Threads, P::WaitWord], lanes, groups })
}

/// B's connections to C: a box for each where they are few, else for each that is held.
fn slots(slots: Slots, held: &[HeldSlot], waits: usize) -> Region {
    let limit = match slots {
        Slots::Limited(limit) => limit,
        Slots::Unlimited => u32::MAX,
    };
    // A limit that was lowered while more were held.
    let numbered = held.iter().map(|held| held.slot.0.saturating_add(1)).fold(limit, u32::max);
    let each = numbered <= SLOTS;
    let mut boxes = Vec::new();
    if each {
        for slot in 0..numbered {
            boxes.push(held.iter().find(|held| held.slot.0 == slot).map(|held| held.request));
        }
    } else {
        for held in held {
            boxes.push(Some(held.request));
        }
    }
    let mut region = Region::new(Kind::Pool, P::SlotsToC, P::SlotsAre(slots), Body::Units(boxes));
    if !each {
        region.foot.push((P::SlotsAre(slots), "t3 e"));
    }
    region.chief = true;
    let words = [P::WaitFor(slots), P::OneOf(slots), P::WaitWord];
    region.pool = Some(Pool { key: SLOTS_TO_C, to: Some(DEPENDENCY), waits, words });
    region
}

/// What is asked for in the end.
struct Dependency<'a> {
    process: [AttrValue; 2],
    calls: &'a [HeldCall],
    usual: Span,
    faults: Vec<(Fault, Time)>,
}

fn machine_dependency(now: &Now, dependency: Dependency<'_>) -> Machine {
    let Dependency { process, calls, usual, faults } = dependency;
    let cell = |call: &HeldCall| (call.request, if call.ghost { Mark::Ghost } else { Mark::Wait });
    let body = Body::Calls(calls.iter().map(cell).collect());
    let mut region = Region::new(Kind::List, P::Accepted, P::CallsAccepted(count(calls.len())), body);
    region.chief = true;
    // Without those that it is about to answer.
    let silent = calls.iter().any(|call| call.held);
    region.foot = match (silent, faults.first()) {
        (true, Some((Fault::DependencyHang, from))) => {
            vec![(P::NoAnswer, ""), (P::UntilItTook(*from), "t2"), (P::ItTook(usual), "t2")]
        }
        (true, _) => vec![(P::NoAnswer, "")],
        (false, Some((Fault::DependencySlow, _))) => Vec::new(),
        (false, _) => vec![(P::AnswersIn, "t2"), (P::Usual(usual), "t2")],
    };
    Machine {
        column: Column::Dependency,
        name: Node::C.say(now.lang).into(),
        process,
        regions: vec![region],
        notices: acting(now, &faults).into_iter().collect(),
        sentence: None,
        first: None,
    }
}

// ---- notices --------------------------------------------------------------------------------------------------------

/// How a request ended: its title, the words below, all in a line, all in the small picture; and whether the machine tells
/// the one before.
fn reason(verdict: &Verdict, [title, line, brief, short]: [String; 4], back: bool) -> Notice {
    let (mark, request) = (Some(Mark::of_status(verdict.status)), Some(verdict.request));
    Notice { mark, request, title, lines: vec![line], brief, short, more: 0, back }
}

/// The first of the faults that act, and how many others.
fn acting(now: &Now, faults: &[(Fault, Time)]) -> Option<Notice> {
    let (fault, from) = *faults.first()?;
    Some(Notice {
        mark: None,
        request: None,
        title: now.say(P::FaultOn),
        lines: vec![now.say(P::Does(fault)), now.say(P::SinceTime(from))],
        brief: now.say(P::ActsSince(fault, from)),
        short: fault.say(now.lang),
        more: faults.len() - 1,
        back: false,
    })
}
