//! The world and its main loop.

use std::sync::Arc;

use super::backend::App;
use super::client::Clients;
use super::connection::Connections;
use super::cx::{Cause, Cx, Numbers};
use super::dependency::Dependency;
use super::event::{Event, NetEvent, Scheduled};
use super::fault::{Faults, Turn};
use super::flow::{self, Heard};
use super::message::Messages;
use super::proxy::Gateway;
use crate::kernel::{Dice, Queue, Time, order};
use crate::plan::{Change, FaultSetting, Knob, Plan, Role, Target, Value};
use crate::trace::{Fact, Flight, PoolView, Snapshot, Trace};
use crate::vocabulary::{Acts, Connecting, Fault, PlaceId, PoolId, Side};

/// A running world. A clone is a checkpoint: the clone goes on exactly as the original would.
#[derive(Clone, Debug)]
pub struct World {
    now: Time,
    /// As changed so far.
    plan: Arc<Plan>,
    dice: Dice,
    queue: Queue<Scheduled>,
    messages: Messages,
    net: Connections,
    faults: Faults,
    numbers: Numbers,
    nodes: Nodes,
    /// Bytes that a node is just reading.
    buffer: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Nodes {
    clients: Clients,
    gateways: Vec<Gateway>,
    apps: Vec<App>,
    dependencies: Vec<Dependency>,
}

/// How far a bounded run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Events handled.
    pub events: u64,
    /// Whether the target was reached, rather than the budget used up.
    pub done: bool,
}

/// A whole run: the world at its end, and its trace. Changes are made at their instants, after what happens then.
pub fn run(plan: &Arc<Plan>, seed: u64, changes: &[(Time, Change)]) -> (World, Trace) {
    let mut trace = Trace::new(plan);
    let mut world = World::new(plan, seed, &mut trace);
    for &(at, change) in changes {
        world.run_until(at, u64::MAX, &mut trace);
        world.apply(change, &mut trace);
    }
    world.run_until(plan.ends_at, u64::MAX, &mut trace);
    (world, trace)
}

impl World {
    /// A world at second 0.
    pub fn new(plan: &Arc<Plan>, seed: u64, trace: &mut Trace) -> Self {
        let count = |length: usize| 0..u16::try_from(length).unwrap_or(u16::MAX);
        let mut world = Self {
            now: Time::ZERO,
            dice: Dice::new(seed),
            queue: Queue::default(),
            messages: Messages::new(plan, trace),
            net: Connections::default(),
            faults: Faults::default(),
            numbers: Numbers::default(),
            nodes: Nodes {
                clients: Clients::default(),
                gateways: count(plan.gateways.len()).map(|index| Gateway::new(plan, index)).collect(),
                apps: count(plan.apps.len()).map(|index| App::new(plan, index)).collect(),
                dependencies: count(plan.dependencies.len()).map(Dependency::new).collect(),
            },
            buffer: Vec::new(),
            plan: Arc::clone(plan),
        };
        let (mut cx, _) = world.split(trace);
        let began = cx.record(None, Fact::Began);
        Clients::begin(&mut cx, began);
        for fault in plan.faults.clone() {
            let (knob, target) = (Knob::Fault(fault.fault), Target::Place(fault.target));
            world.apply(Change { knob, target, value: Value::Fault(Some(fault.setting)) }, trace);
        }
        world
    }

    /// How much memory a clone takes, about [bytes].
    pub fn size(&self) -> usize {
        let Nodes { clients, gateways, apps, dependencies } = &self.nodes;
        let gateways: usize = gateways.iter().map(Gateway::size).sum();
        let apps: usize = apps.iter().map(App::size).sum();
        let dependencies: usize = dependencies.iter().map(Dependency::size).sum();
        size_of::<Self>() + self.queue.size() + self.net.size() + clients.size() + gateways + apps + dependencies
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

    /// Changes something, now. What does not fit the plan is recorded and does nothing.
    pub fn apply(&mut self, change: Change, trace: &mut Trace) {
        let changed = Some(trace.change(self.now, change));
        if !change.fits(&self.plan) {
            return;
        }
        match (change.target, change.value) {
            (Target::Place(place), Value::Fault(setting)) => {
                if let Knob::Fault(fault) = change.knob {
                    self.set_fault(fault, place, setting, trace);
                }
            }
            (target, Value::Style(_) | Value::Units(_) | Value::Span(_) | Value::Fault(_)) => {
                change.write(Arc::make_mut(&mut self.plan));
                if let Target::Pool(pool) = target {
                    self.limit_changed(pool, changed, trace);
                }
            }
        }
    }

    fn limit_changed(&mut self, pool: PoolId, cause: Cause, trace: &mut Trace) {
        let role = self.plan.place(self.plan.pool(pool).place).role;
        let (mut cx, nodes) = self.split(trace);
        if let Role::App(index) = role {
            nodes.apps[usize::from(index)].limit_changed(&mut cx, cause, pool);
        }
    }

    fn split<'a>(&'a mut self, trace: &'a mut Trace) -> (Cx<'a>, &'a mut Nodes) {
        let cx = Cx {
            now: self.now,
            plan: &self.plan,
            faults: &self.faults,
            net: &mut self.net,
            messages: &self.messages,
            numbers: &mut self.numbers,
            queue: &mut self.queue,
            dice: &self.dice,
            buffer: &mut self.buffer,
            trace,
        };
        (cx, &mut self.nodes)
    }

    fn handle(&mut self, event: Event, cause: Cause, trace: &mut Trace) {
        let (mut cx, nodes) = self.split(trace);
        match event {
            Event::Net(event) => nodes.network(&mut cx, cause, event),
            Event::Client(event) => nodes.clients.handle(&mut cx, cause, event),
            Event::Gateway(index, event) => nodes.gateways[usize::from(index)].handle(&mut cx, cause, event),
            Event::App(index, event) => nodes.apps[usize::from(index)].handle(&mut cx, cause, event),
            Event::Dependency(index, event) => nodes.dependencies[usize::from(index)].handle(&mut cx, cause, event),
            Event::FaultEdge(fault, place) => self.turn_fault(fault, place, trace),
        }
    }

    fn set_fault(&mut self, fault: Fault, place: PlaceId, setting: Option<FaultSetting>, trace: &mut Trace) {
        if let Some(edge) = self.faults.set(fault, place, setting) {
            self.queue.cancel(edge);
        }
        self.turn_fault(fault, place, trace);
    }

    fn turn_fault(&mut self, fault: Fault, place: PlaceId, trace: &mut Trace) {
        let (turn, next) = self.faults.turn(fault, place, self.now);
        if let Some(at) = next {
            let edge = self.queue.schedule(at, Scheduled { event: Event::FaultEdge(fault, place), cause: None });
            self.faults.expect(fault, place, edge);
        }
        let role = self.plan.place(place).role;
        let (mut cx, nodes) = self.split(trace);
        match turn {
            None => {}
            Some(Turn::Started) => {
                let cause = cx.record(None, Fact::FaultStarted { fault, place });
                if let (Role::App(index), Acts::OnSyn(effect)) = (role, fault.acts()) {
                    let app = &mut nodes.apps[usize::from(index)];
                    match effect {
                        Connecting::Drop => app.forget_idle(&mut cx, cause),
                        Connecting::Refuse if cx.ends_process(fault, place) => app.stop(&mut cx, cause),
                        Connecting::Refuse => {}
                    }
                }
            }
            Some(Turn::Ended) => {
                let cause = cx.record(None, Fact::FaultEnded { fault, place });
                if let (Role::Dependency(index), true) = (role, fault.releases()) {
                    nodes.dependencies[usize::from(index)].release(&mut cx, cause, fault);
                }
            }
        }
    }

    /// The picture of the present.
    pub fn snapshot(&self) -> Snapshot {
        let plan = &*self.plan;
        let Nodes { clients, gateways, apps, dependencies } = &self.nodes;
        let (mut parties, mut exchanges) = (Vec::new(), Vec::new());
        let mut pools = vec![PoolView::default(); plan.pools.len()];
        clients.view(&mut parties);
        for (gateway, own) in gateways.iter().zip(&plan.gateways) {
            gateway.view(plan, &mut parties, &mut exchanges);
            pools[usize::from(own.workers.0)] = gateway.pool_view();
        }
        for app in apps {
            app.view(plan, &mut parties);
            app.pool_views(plan, &mut pools);
        }
        dependencies.iter().for_each(|dependency| dependency.view(plan, &mut parties));
        order(&mut parties, |view| view.party.keys());
        order(&mut exchanges, |view| (0, view.exchange.0.into()));
        Snapshot {
            at: self.now,
            plan: Arc::clone(&self.plan),
            parties,
            exchanges,
            pools,
            idle_connections: gateways.iter().map(Gateway::idle_connections).collect(),
            faults: self.faults.views(),
            flights: self.flights(),
        }
    }

    /// Messages under way, in the order in which they will arrive.
    fn flights(&self) -> Vec<Flight> {
        let arriving = self.queue.pending().filter_map(|(due, number, scheduled)| match scheduled.event {
            Event::Net(NetEvent::Arrive { connection, to, segment, sent, passenger }) => {
                let link = self.net.link(connection)?;
                let (party, request, kind) = (passenger.party, passenger.request, segment.kind(to));
                Some((due, number, Flight { link, to, party, request, kind, sent, due }))
            }
            Event::Net(NetEvent::SynTimer { .. })
            | Event::Client(_)
            | Event::Gateway(..)
            | Event::App(..)
            | Event::Dependency(..)
            | Event::FaultEdge(..) => None,
        });
        let mut flights: Vec<(Time, u64, Flight)> = arriving.collect();
        order(&mut flights, |(due, number, _)| (due.ns(), *number));
        flights.into_iter().map(|(_, _, flight)| flight).collect()
    }
}

impl Nodes {
    /// Lets the network move, and tells the node at the end that hears of it.
    fn network(&mut self, cx: &mut Cx<'_>, cause: Cause, event: NetEvent) {
        let Some(heard) = flow::handle(cx, cause, event) else { return };
        let Heard { cause, link, side, connection, passenger, signal } = heard;
        let link = cx.plan.link(link);
        let place = match side {
            Side::Near => link.from,
            Side::Far => link.to,
        };
        match (cx.plan.place(place).role, side) {
            (Role::Clients, _) => self.clients.signal(cx, cause, connection, passenger, signal),
            (Role::Gateway(index), Side::Far) => {
                self.gateways[usize::from(index)].client_signal(cx, cause, connection, passenger, signal);
            }
            (Role::Gateway(index), Side::Near) => {
                self.gateways[usize::from(index)].member_signal(cx, cause, connection, signal);
            }
            (Role::App(index), Side::Far) => {
                self.apps[usize::from(index)].gateway_signal(cx, cause, connection, passenger, signal);
            }
            (Role::App(index), Side::Near) => {
                self.apps[usize::from(index)].dependency_signal(cx, cause, connection, signal);
            }
            (Role::Dependency(index), _) => {
                self.dependencies[usize::from(index)].signal(cx, cause, connection, passenger, signal);
            }
        }
    }
}
