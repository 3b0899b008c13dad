//! A watcher beside the model: it sees the records only, and tells from them who is open where. It shares no code with
//! the model, and is held against `World::snapshot()`.
//!
//! What arrives at a node without a record of its own (part of a head, RST) leaves it in doubt for as long as it may be
//! under way; there, and only there, the watcher accepts either.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bad_gateway::kernel::{Span, Time};
use bad_gateway::trace::{
    AView, Awaiting, BView, Busy, Change, Doing, ExchangePhase, Fact, FaultSetting, FlightKind, HeldCall, HeldSlot,
    OpenRequest, Queued, Record, Settings, Snapshot, ThreadRelease,
};
use bad_gateway::vocabulary::{
    CallId, CallStyle, ClientId, ConnectionId, Fault, Hop, Node, RequestId, SlotId, Slots, WorkerId,
};

/// What the records say of the present.
#[derive(Debug)]
pub(crate) struct Watcher {
    settings: Settings,
    call_style: CallStyle,
    slots: Slots,
    call_timeout: Span,
    faults: [(Option<FaultSetting>, bool); Fault::ALL.len()],
    /// Requests that were begun.
    pub(crate) started: u32,
    /// How often A ended each request.
    pub(crate) ended: BTreeMap<RequestId, u32>,
    waiting: BTreeMap<RequestId, (ClientId, Time)>,
    connections: BTreeMap<ConnectionId, Connection>,
    /// When something was sent, on which hop, to whom, and whether it was data.
    sent: BTreeSet<(Time, Hop, Node, bool)>,
    a: A,
    b: B,
    calls: BTreeMap<CallId, (RequestId, Time, bool)>,
}

#[derive(Debug)]
struct Connection {
    hop: Hop,
    request: RequestId,
    /// The call that B sent on it last.
    call: Option<CallId>,
    /// B wrote, closed or reset, and A may not have noticed yet.
    from_b: bool,
    /// B reset it.
    reset: bool,
}

#[derive(Debug, Default)]
struct A {
    queue: VecDeque<RequestId>,
    workers: BTreeMap<WorkerId, RequestId>,
    exchanges: BTreeMap<RequestId, Exchange>,
    /// Idle in the pool; reset by B, of which A may not know.
    idle: BTreeSet<ConnectionId>,
    reset: BTreeSet<ConnectionId>,
}

#[derive(Debug)]
struct Exchange {
    since: Time,
    phase: ExchangePhase,
    connection: Option<ConnectionId>,
    deadline: Option<Time>,
    client_gone: bool,
}

#[derive(Debug, Default)]
struct B {
    queue: VecDeque<RequestId>,
    threads: Vec<Option<RequestId>>,
    jobs: BTreeMap<RequestId, Job>,
    slots: BTreeMap<SlotId, RequestId>,
    waiters: Vec<RequestId>,
    silent: BTreeSet<RequestId>,
}

#[derive(Debug)]
struct Job {
    since: Time,
    /// Between the start and the end of a call.
    calls: bool,
    slot: Option<SlotId>,
    resumed: bool,
    ghost: bool,
}

impl Watcher {
    /// Begins with the first record, which tells the settings.
    pub(crate) fn new(first: &Record) -> Self {
        let Fact::Began(settings) = first.fact else { panic!("a trace begins with the settings") };
        Self {
            settings,
            call_style: settings.call_style,
            slots: settings.slots,
            call_timeout: settings.call_timeout,
            faults: [(None, false); Fault::ALL.len()],
            started: 0,
            ended: BTreeMap::new(),
            waiting: BTreeMap::new(),
            connections: BTreeMap::new(),
            sent: BTreeSet::new(),
            a: A::default(),
            b: B { threads: vec![None; settings.threads.into()], ..B::default() },
            calls: BTreeMap::new(),
        }
    }

    /// Takes note of a record.
    pub(crate) fn see(&mut self, record: &Record) {
        let at = record.at;
        match record.fact {
            Fact::Changed(change) => self.change(change),
            Fact::FaultStarted(fault) => self.faults[fault.index()].1 = true,
            Fact::FaultEnded(fault) => self.faults[fault.index()].1 = false,
            Fact::SynSent { .. }
            | Fact::Connected { .. }
            | Fact::ConnectFailed { .. }
            | Fact::Sent { .. }
            | Fact::FinSent { .. }
            | Fact::RstSent { .. } => self.see_connection(at, record.fact),
            Fact::RequestStarted { request, client } => {
                self.started += 1;
                assert_eq!(request.0, self.started, "requests are numbered in the order of arrival");
                self.waiting.insert(request, (client, at));
            }
            Fact::ResponseRead { request, .. } | Fact::ClientLeft { request } => {
                assert!(self.waiting.remove(&request).is_some(), "{request} waits until it is told something, once");
            }
            Fact::CallArrived { request, call } => {
                self.calls.insert(call, (request, at, false));
            }
            Fact::CallHeld { call, .. } => {
                self.calls.get_mut(&call).expect("C holds what it has").2 = true;
            }
            Fact::CallAnswered { call, .. } => {
                assert!(self.calls.remove(&call).is_some(), "C answers a call once");
            }
            fact => {
                self.see_a(at, fact);
                self.see_b(at, fact);
            }
        }
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Fault(fault, setting) => self.faults[fault.index()].0 = setting,
            Change::CallStyle(style) => self.call_style = style,
            Change::Slots(slots) => self.slots = slots,
            Change::CallTimeout(timeout) => self.call_timeout = timeout,
        }
    }

    fn see_connection(&mut self, at: Time, fact: Fact) {
        match fact {
            Fact::SynSent { connection, hop, request, attempt } => {
                self.sent.insert((at, hop, hop.far(), false));
                if attempt > 1 {
                    return;
                }
                self.connections
                    .insert(connection, Connection { hop, request, call: None, from_b: false, reset: false });
                if let (Hop::AB, Some(exchange)) = (hop, self.a.exchanges.get_mut(&request)) {
                    exchange.phase = ExchangePhase::Connecting;
                    exchange.connection = Some(connection);
                    exchange.deadline = Some(at + self.settings.proxy_timeout);
                }
            }
            Fact::ConnectFailed { request, .. } => {
                if let Some(exchange) = self.a.exchanges.get_mut(&request) {
                    exchange.finish();
                }
            }
            Fact::Sent { connection, from, bytes } => {
                let known = self.connections.get_mut(&connection).expect("bytes go over a connection");
                let to = if from == known.hop.near() { known.hop.far() } else { known.hop.near() };
                self.sent.insert((at, known.hop, to, true));
                match (known.hop, from) {
                    (Hop::AB, Node::B) => known.from_b = true,
                    (Hop::BC, Node::B) => known.call = Some(CallId(bytes.number)),
                    _ => {}
                }
            }
            Fact::FinSent { connection, from, .. } | Fact::RstSent { connection, from, .. } => {
                let Some(known) = self.connections.get_mut(&connection) else { panic!("{connection:?} is not known") };
                let to = if from == known.hop.near() { known.hop.far() } else { known.hop.near() };
                self.sent.insert((at, known.hop, to, false));
                match (known.hop, from) {
                    (Hop::ClientA, Node::A) => {
                        if let Some(exchange) = self.a.exchanges.get_mut(&known.request) {
                            exchange.client_gone = true;
                        }
                    }
                    (Hop::AB, Node::A) => {
                        self.a.idle.remove(&connection);
                        self.a.reset.remove(&connection);
                        if let Some(exchange) = self.a.exchanges.get_mut(&known.request)
                            && exchange.connection == Some(connection)
                        {
                            exchange.finish();
                        }
                    }
                    (Hop::AB, Node::B) => {
                        known.from_b = true;
                        known.reset = matches!(fact, Fact::RstSent { .. });
                        if known.reset && self.a.idle.remove(&connection) {
                            self.a.reset.insert(connection);
                        }
                    }
                    (Hop::BC, Node::C) => {
                        if let Some(call) = known.call {
                            self.calls.remove(&call);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn see_a(&mut self, at: Time, fact: Fact) {
        let a = &mut self.a;
        match fact {
            Fact::Arrived { request } => {
                a.queue.push_back(request);
                let exchange = Exchange {
                    since: at,
                    phase: ExchangePhase::Preparing,
                    connection: None,
                    deadline: None,
                    client_gone: false,
                };
                a.exchanges.insert(request, exchange);
            }
            Fact::WorkerTook { request, worker } => {
                if a.queue.contains(&request) {
                    assert_eq!(a.queue.pop_front(), Some(request), "first in, first out");
                } else {
                    a.exchanges.get_mut(&request).expect("only an open request is finished").finish();
                }
                assert_eq!(a.workers.insert(worker, request), None, "a worker does one thing at a time");
            }
            Fact::WorkerFreed { request, worker } => assert_eq!(a.workers.remove(&worker), Some(request)),
            Fact::ConnectionTaken { request, connection, reused } => {
                let was_idle = a.idle.remove(&connection) | a.reset.remove(&connection);
                assert_eq!(was_idle, reused, "only what lay in the pool is reused");
                let known = self.connections.get_mut(&connection).expect("it was opened");
                known.request = request;
            }
            Fact::Forwarded { request, connection } => {
                let exchange = a.exchanges.get_mut(&request).expect("only an open request is forwarded");
                exchange.phase = ExchangePhase::AwaitingHeader;
                exchange.connection = Some(connection);
                exchange.deadline = Some(at + self.settings.proxy_timeout);
            }
            Fact::HeadRead { request, .. } => {
                let exchange = a.exchanges.get_mut(&request).expect("only an open request has a head");
                let connection = exchange.connection.expect("a head comes over a connection");
                exchange.finish();
                let known = self.connections.get_mut(&connection).expect("it was opened");
                known.from_b = known.reset;
                if known.reset {
                    a.reset.insert(connection)
                } else {
                    a.idle.insert(connection)
                };
            }
            Fact::Ended { request, .. } => {
                a.queue.retain(|queued| *queued != request);
                assert!(a.exchanges.remove(&request).is_some(), "{request} is open until it ends");
                *self.ended.entry(request).or_default() += 1;
            }
            _ => {}
        }
    }

    fn see_b(&mut self, at: Time, fact: Fact) {
        let b = &mut self.b;
        match fact {
            Fact::RequestRead { request, .. } => {
                b.queue.push_back(request);
                b.jobs.insert(request, Job { since: at, calls: false, slot: None, resumed: false, ghost: false });
            }
            Fact::FaultHit(Fault::HangBeforeStatus, request) => {
                b.queue.retain(|queued| *queued != request);
                b.jobs.remove(&request);
                b.silent.insert(request);
            }
            Fact::ThreadTook { request, thread } => {
                assert_eq!(b.queue.pop_front(), Some(request), "first in, first out");
                assert_eq!(
                    b.threads[usize::from(thread.0)].replace(request),
                    None,
                    "a thread does one thing at a time"
                );
                b.job(request).since = at;
            }
            Fact::ThreadFreed { request, thread, why } => {
                assert_eq!(b.threads[usize::from(thread.0)].take(), Some(request));
                assert_eq!(b.jobs.contains_key(&request), why == ThreadRelease::Awaits);
            }
            Fact::CallStarted { request, .. } => {
                let job = b.job(request);
                (job.since, job.calls) = (at, true);
            }
            Fact::SlotAwaited { request, .. } => b.waiters.push(request),
            Fact::SlotTaken { request, slot, .. } => {
                b.waiters.retain(|waiter| *waiter != request);
                assert_eq!(b.slots.insert(slot, request), None, "a slot carries one call at a time");
                b.job(request).slot = Some(slot);
            }
            Fact::SlotFreed { request, slot } => assert_eq!(b.slots.remove(&slot), Some(request)),
            Fact::CallEnded { request, .. } => {
                b.waiters.retain(|waiter| *waiter != request);
                let job = b.job(request);
                (job.since, job.calls, job.slot) = (at, false, None);
            }
            Fact::ResumeQueued { request } => {
                b.queue.push_back(request);
                let job = b.job(request);
                (job.since, job.resumed) = (at, true);
            }
            Fact::PeerGone { request } => {
                b.silent.remove(&request);
                if let Some(job) = b.jobs.get_mut(&request) {
                    job.ghost = true;
                }
            }
            Fact::Answered { request, unread, .. } => {
                let job = b.jobs.remove(&request).expect("B answers a request once");
                assert_eq!(job.ghost, unread);
            }
            _ => {}
        }
    }

    /// Compares with the picture that the model gives of the same instant.
    pub(crate) fn compare(&self, snapshot: &Snapshot) {
        let at = snapshot.at;
        let waiting = self.waiting.iter().map(|(&request, &(client, since))| OpenRequest { request, client, since });
        assert_eq!(snapshot.client.waiting, waiting.collect::<Vec<_>>(), "{at:?}");
        assert_eq!(snapshot.client.machines, self.settings.clients);
        self.compare_a(at, &snapshot.a);
        self.compare_b(at, &snapshot.b);
        let calls = self.calls.values().map(|&(request, since, held)| {
            let ghost = self.b.jobs.get(&request).is_some_and(|job| job.ghost);
            HeldCall { request, since, held, ghost }
        });
        let mut calls: Vec<HeldCall> = calls.collect();
        calls.sort_by_key(|call| call.since);
        assert_eq!(snapshot.c.calls, calls, "{at:?}");
        for (view, fault) in snapshot.faults.iter().zip(Fault::ALL) {
            assert_eq!((view.fault, (view.setting, view.active)), (fault, self.faults[fault.index()]), "{at:?}");
        }
        for flight in &snapshot.flights {
            assert!(flight.sent <= at && at <= flight.due, "{at:?}: {flight:?}");
            if flight.kind != FlightKind::Handshake {
                let data = flight.kind != FlightKind::Close;
                assert!(self.sent.contains(&(flight.sent, flight.hop, flight.to, data)), "{at:?}: {flight:?}");
            }
        }
    }

    fn compare_a(&self, at: Time, view: &AView) {
        assert_eq!((view.hosting, view.timeout), (self.settings.hosting, self.settings.proxy_timeout));
        assert_eq!(view.queue, self.a.queue.iter().copied().collect::<Vec<_>>(), "{at:?}");
        let busy: BTreeMap<WorkerId, RequestId> = view.workers.iter().copied().flatten().collect();
        assert_eq!(busy, self.a.workers, "{at:?}");
        assert_eq!(view.workers.len(), usize::from(self.settings.workers));
        let mut shown = view.exchanges.clone();
        shown.sort_by_key(|exchange| exchange.request);
        let open: Vec<_> = self.a.exchanges.iter().filter(|(request, _)| !self.a.queue.contains(request)).collect();
        assert_eq!(shown.len(), open.len(), "{at:?}: {shown:?}, {open:?}");
        for (shown, (&request, open)) in shown.iter().zip(open) {
            assert_eq!(
                (shown.request, shown.since, shown.client_gone),
                (request, open.since, open.client_gone),
                "{at:?}"
            );
            let in_doubt =
                open.connection.is_some_and(|id| self.connections.get(&id).is_some_and(|known| known.from_b));
            if in_doubt && open.phase == ExchangePhase::AwaitingHeader {
                let may = [ExchangePhase::AwaitingHeader, ExchangePhase::Reading, ExchangePhase::Finishing];
                assert!(may.contains(&shown.phase), "{at:?}: {shown:?}");
            } else {
                let seen = (shown.phase, shown.connection, shown.deadline);
                assert_eq!(seen, (open.phase, open.connection, open.deadline), "{at:?}: {request}");
            }
        }
        let idle = view.idle_connections as usize;
        let (least, most) = (self.a.idle.len(), self.a.idle.len() + self.a.reset.len());
        assert!((least..=most).contains(&idle), "{at:?}: {idle} idle, not {least} to {most}");
    }

    fn compare_b(&self, at: Time, view: &BView) {
        let b = &self.b;
        assert_eq!((view.call_style, view.slots, view.call_timeout), (self.call_style, self.slots, self.call_timeout));
        let queued = b.queue.iter().map(|&request| {
            let job = &b.jobs[&request];
            Queued { request, since: job.since, ghost: job.ghost, resumed: job.resumed }
        });
        assert_eq!(view.queue, queued.collect::<Vec<_>>(), "{at:?}");
        let busy = |request: RequestId| {
            let job = &b.jobs[&request];
            Busy { request, doing: job.doing(), since: job.since, ghost: job.ghost }
        };
        assert_eq!(view.threads, b.threads.iter().map(|thread| thread.map(busy)).collect::<Vec<_>>(), "{at:?}");
        let awaiting = b.jobs.iter().filter(|(request, job)| job.calls && !b.threads.contains(&Some(**request)));
        let awaiting = awaiting.map(|(&request, job)| Awaiting {
            request,
            doing: job.doing(),
            since: job.since,
            ghost: job.ghost,
        });
        let mut shown = view.awaiting.clone();
        shown.sort_by_key(|awaiting| awaiting.request);
        assert_eq!(shown, awaiting.collect::<Vec<_>>(), "{at:?}");
        let held = b.slots.iter().map(|(&slot, &request)| HeldSlot { slot, request });
        assert_eq!(view.held_slots, held.collect::<Vec<_>>(), "{at:?}");
        assert_eq!(view.slot_waiters, b.waiters, "{at:?}");
        assert_eq!(view.silent.iter().copied().collect::<BTreeSet<_>>(), b.silent, "{at:?}");
    }
}

impl Exchange {
    /// A has decided; nothing more is expected from B.
    fn finish(&mut self) {
        self.phase = ExchangePhase::Finishing;
        self.connection = None;
        self.deadline = None;
    }
}

impl B {
    fn job(&mut self, request: RequestId) -> &mut Job {
        self.jobs.get_mut(&request).expect("B works on requests it has read and not answered")
    }
}

impl Job {
    fn doing(&self) -> Doing {
        match (self.calls, self.slot) {
            (true, Some(slot)) => Doing::WaitingForC(slot),
            (true, None) => Doing::WaitingForSlot,
            (false, _) => Doing::Working,
        }
    }
}
