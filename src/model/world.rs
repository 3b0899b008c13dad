//! The world and its main loop.

use std::sync::Arc;

use super::backend::Backend;
use super::client::Clients;
use super::cx::Cx;
use super::dependency::Dependency;
use super::event::{Event, Scheduled};
use super::fault::{Faults, Turn};
use super::message::Messages;
use super::net::{self, Net, Side};
use super::plan::Plan;
use super::proxy::Proxy;
use crate::kernel::{Dice, Queue, Time};
use crate::trace::{CView, Change, Fact, FaultSetting, Flight, HeldCall, Settings, Snapshot, Trace};
use crate::vocabulary::{Fault, Hop};

/// A running world. A clone is a checkpoint: the clone goes on exactly as the original would.
#[derive(Clone, Debug)]
pub struct World {
    now: Time,
    plan: Arc<Plan>,
    dice: Dice,
    queue: Queue<Scheduled>,
    messages: Messages,
    net: Net,
    faults: Faults,
    nodes: Nodes,
    /// Bytes that a node is just reading.
    buffer: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Nodes {
    clients: Clients,
    proxy: Proxy,
    backend: Backend,
    dependency: Dependency,
}

/// How far a bounded run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Events handled.
    pub events: u64,
    /// Whether the target was reached, rather than the budget used up.
    pub done: bool,
}

impl World {
    /// A world at second 0.
    pub fn new(plan: &Plan, seed: u64, trace: &mut Trace) -> Self {
        let plan = Arc::new(plan.clone());
        let mut world = Self {
            now: Time::ZERO,
            dice: Dice::new(seed),
            queue: Queue::default(),
            messages: Messages::new(trace),
            net: Net::default(),
            faults: Faults::new(),
            nodes: Nodes {
                clients: Clients::default(),
                proxy: Proxy::new(plan.workers),
                backend: Backend::new(&plan),
                dependency: Dependency::default(),
            },
            buffer: Vec::new(),
            plan,
        };
        let (mut cx, _) = world.split(trace, None);
        let plan = cx.plan;
        cx.record(Fact::Began(Settings {
            hosting: plan.hosting,
            proxy_timeout: plan.proxy_timeout,
            clients: plan.clients,
            workers: plan.workers,
            threads: plan.threads,
            call_style: plan.call_style,
            slots: plan.slots,
            call_timeout: plan.call_timeout,
        }));
        Clients::begin(&mut cx);
        let faults = world.plan.faults.clone();
        for (fault, setting) in faults {
            world.apply(Change::Fault(fault, Some(setting)), trace);
        }
        world
    }

    /// The present: the target of the last complete run, else the time of the last event.
    pub fn now(&self) -> Time {
        self.now
    }

    /// When the next event is due.
    pub fn next_time(&mut self) -> Option<Time> {
        self.queue.next_time()
    }

    /// Handles all events up to and including `until`, at most `budget` of them.
    pub fn run_until(&mut self, until: Time, budget: u64, trace: &mut Trace) -> Ran {
        let mut events = 0;
        while events < budget {
            let Some((at, Scheduled { event, cause })) = self.queue.pop_until(until) else {
                self.now = self.now.max(until);
                return Ran { events, done: true };
            };
            self.now = at;
            self.handle(event, cause, trace);
            events += 1;
        }
        Ran { events, done: false }
    }

    /// Changes something, now.
    pub fn apply(&mut self, change: Change, trace: &mut Trace) {
        let (mut cx, nodes) = self.split(trace, None);
        cx.record(Fact::Changed(change));
        match change {
            Change::Fault(fault, setting) => self.set_fault(fault, setting, trace),
            Change::CallStyle(_) | Change::Slots(_) | Change::CallTimeout(_) => nodes.backend.apply(&mut cx, change),
        }
    }

    fn split<'a>(&'a mut self, trace: &'a mut Trace, cause: Option<crate::trace::RecordId>) -> (Cx<'a>, &'a mut Nodes) {
        let cx = Cx {
            now: self.now,
            plan: &self.plan,
            faults: &self.faults,
            net: &mut self.net,
            messages: &self.messages,
            queue: &mut self.queue,
            dice: self.dice,
            buffer: &mut self.buffer,
            trace,
            cause,
        };
        (cx, &mut self.nodes)
    }

    fn handle(&mut self, event: Event, cause: Option<crate::trace::RecordId>, trace: &mut Trace) {
        let (mut cx, nodes) = self.split(trace, cause);
        match event {
            Event::Net(event) => nodes.network(&mut cx, event),
            Event::Client(event) => nodes.clients.handle(&mut cx, event),
            Event::Proxy(event) => nodes.proxy.handle(&mut cx, event),
            Event::Backend(event) => nodes.backend.handle(&mut cx, event),
            Event::Dependency(event) => nodes.dependency.handle(&mut cx, event),
            Event::FaultEdge(fault) => self.turn_fault(fault, trace),
        }
    }

    fn set_fault(&mut self, fault: Fault, setting: Option<FaultSetting>, trace: &mut Trace) {
        if let Some(edge) = self.faults.set(fault, setting) {
            self.queue.cancel(edge);
        }
        self.turn_fault(fault, trace);
    }

    fn turn_fault(&mut self, fault: Fault, trace: &mut Trace) {
        let (turn, next) = self.faults.turn(fault, self.now);
        if let Some(at) = next {
            let edge = self.queue.schedule(at, Scheduled { event: Event::FaultEdge(fault), cause: None });
            self.faults.expect(fault, edge);
        }
        let (mut cx, nodes) = self.split(trace, None);
        match (turn, fault) {
            (Some(Turn::Started), _) => {
                cx.record(Fact::FaultStarted(fault));
                if matches!(fault, Fault::ConnectRefused | Fault::ConnectBlackhole) {
                    nodes.backend.drop_idle(&mut cx, fault);
                }
            }
            (Some(Turn::Ended), _) => {
                cx.record(Fact::FaultEnded(fault));
                if fault == Fault::DependencyHang {
                    nodes.dependency.release(&mut cx);
                }
            }
            (None, _) => {}
        }
    }

    /// The picture of the present.
    pub fn snapshot(&self) -> Snapshot {
        let Nodes { clients, proxy, backend, dependency } = &self.nodes;
        let calls = dependency.calls().into_iter().map(|call| HeldCall {
            request: call.request,
            since: call.since,
            held: call.held,
            ghost: backend.is_ghost(call.request),
        });
        Snapshot {
            at: self.now,
            client: clients.view(self.plan.clients),
            a: proxy.view(&self.plan),
            b: backend.view(),
            c: CView { calls: calls.collect(), usual: self.plan.dependency_time.mean() },
            faults: self.faults.views(),
            flights: self.flights(),
        }
    }

    /// Messages under way, in the order in which they will arrive.
    fn flights(&self) -> Vec<Flight> {
        let arriving = self.queue.pending().filter_map(|(due, order, scheduled)| match scheduled.event {
            Event::Net(net::Event::Arrive { connection, to, segment, sent, request }) => {
                let hop = self.net.hop(connection)?;
                let node = if to == Side::Near { hop.near() } else { hop.far() };
                Some((due, order, Flight { hop, to: node, request, kind: segment.kind(to), sent, due }))
            }
            _ => None,
        });
        let mut flights: Vec<(Time, u64, Flight)> = arriving.collect();
        flights.sort_unstable_by_key(|(due, order, _)| (*due, *order));
        flights.into_iter().map(|(_, _, flight)| flight).collect()
    }
}

impl Nodes {
    /// Lets the network move, and tells the node at the end that hears of it.
    fn network(&mut self, cx: &mut Cx<'_>, event: net::Event) {
        let Some(heard) = Net::handle(cx, event) else { return };
        let net::Heard { hop, side, connection, request, signal } = heard;
        match (hop, side) {
            (Hop::ClientA, Side::Near) => self.clients.signal(cx, connection, request, signal),
            (Hop::ClientA, Side::Far) => self.proxy.client_signal(cx, connection, request, signal),
            (Hop::AB, Side::Near) => self.proxy.backend_signal(cx, connection, signal),
            (Hop::AB, Side::Far) => self.backend.proxy_signal(cx, connection, request, signal),
            (Hop::BC, Side::Near) => self.backend.dependency_signal(cx, connection, signal),
            (Hop::BC, Side::Far) => self.dependency.signal(cx, connection, request, signal),
        }
    }
}
