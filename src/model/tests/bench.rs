//! A bench for one node: all that lies around it, an instant that the test sets, and what the node did since one looked.
//! Nothing travels by itself: the test plays the other ends.

use std::sync::Arc;

use crate::kernel::{Dice, Dist, Queue, Span, Time};
use crate::model::connection::Connections;
use crate::model::cx::{Cx, Numbers};
use crate::model::event::{Connection, Event, NetEvent, Passenger, Scheduled, Segment};
use crate::model::fault::Faults;
use crate::model::flow;
use crate::model::message::{Message, Messages};
use crate::plan::{FaultSetting, Plan};
use crate::scenario::open;
use crate::trace::{Excerpt, Fact, RecordId, Trace};
use crate::vocabulary::{CallId, ExchangeId, Fault, LinkId, Party, PlaceId, PoolId, RequestId, Side, Slots};

/// The links of [`plan`].
pub(super) const CLIENT_LINK: LinkId = LinkId(0);
pub(super) const MEMBER_LINK: LinkId = LinkId(1);
pub(super) const CALL_LINK: LinkId = LinkId(2);
/// Its places.
pub(super) const A: PlaceId = PlaceId(1);
pub(super) const B: PlaceId = PlaceId(2);
pub(super) const C: PlaceId = PlaceId(3);
/// Its pools.
pub(super) const WORKERS: PoolId = PoolId(0);
pub(super) const THREADS: PoolId = PoolId(1);
pub(super) const SLOTS: PoolId = PoolId(2);

/// One of each, in which everything takes its time to the microsecond: 1 ms a step, 10 ms a call, 2 ms a link.
pub(super) fn plan(workers: u32, threads: u32, slots: u32) -> Plan {
    let ms = |ms| Dist::Fixed(Span::from_ms(ms));
    let mut plan = (*open("healthy-farm").unwrap().plan).clone();
    plan.links.iter_mut().for_each(|link| link.latency = ms(2));
    plan.gateways[0].worker_time = ms(1);
    (plan.apps[0].work_before, plan.apps[0].work_after) = (ms(1), ms(1));
    plan.dependencies[0].takes = ms(10);
    for (pool, limit) in plan.pools.iter_mut().zip([workers, threads, slots]) {
        pool.limit = Slots::Limited(limit);
    }
    plan
}

/// All that lies around a node.
pub(super) struct Bench {
    pub(super) plan: Plan,
    dice: Dice,
    pub(super) now: Time,
    faults: Faults,
    net: Connections,
    messages: Messages,
    numbers: Numbers,
    queue: Queue<Scheduled>,
    buffer: Vec<u8>,
    trace: Trace,
    looked: u32,
    /// Events of the queue that have happened: they stay there, since only the first can be taken out.
    happened: Vec<u64>,
}

impl Bench {
    pub(super) fn new(plan: Plan) -> Self {
        let mut trace = Trace::new(&Arc::new(plan.clone()));
        Self {
            messages: Messages::new(&plan, &mut trace),
            plan,
            dice: Dice::new(7),
            now: Time::ZERO,
            faults: Faults::default(),
            net: Connections::default(),
            numbers: Numbers::default(),
            queue: Queue::default(),
            buffer: Vec::new(),
            trace,
            looked: 0,
            happened: Vec::new(),
        }
    }

    pub(super) fn cx(&mut self) -> Cx<'_> {
        Cx {
            now: self.now,
            plan: &self.plan,
            faults: &self.faults,
            net: &mut self.net,
            messages: &self.messages,
            numbers: &mut self.numbers,
            queue: &mut self.queue,
            dice: &self.dice,
            buffer: &mut self.buffer,
            trace: &mut self.trace,
        }
    }

    /// Lets time pass.
    pub(super) fn pass_ms(&mut self, ms: u64) {
        self.now += Span::from_ms(ms);
    }

    /// What was recorded since the last time.
    pub(super) fn facts(&mut self) -> Vec<Fact> {
        let new = self.trace.range(RecordId(self.looked), RecordId(u32::MAX)).map(|(_, record)| record.fact).collect();
        self.looked = self.trace.len();
        new
    }

    /// Lets a fault act at a place from now on.
    pub(super) fn strike(&mut self, fault: Fault, place: PlaceId) {
        self.faults.set(fault, place, Some(FaultSetting::from(self.now)));
        self.faults.turn(fault, place, self.now);
    }

    /// Whether a fault acts no more, from now on.
    pub(super) fn mend(&mut self, fault: Fault, place: PlaceId) {
        self.faults.set(fault, place, None);
        self.faults.turn(fault, place, self.now);
    }

    /// The first event of this kind, at its time. What is due before it does not happen.
    pub(super) fn due(&mut self, is: fn(&Event) -> bool) -> Event {
        let happened = &self.happened;
        let pending = self.queue.pending().filter(|(_, order, one)| is(&one.event) && !happened.contains(order));
        let first = pending.map(|(at, order, scheduled)| (at, order, scheduled.event));
        let (at, order, event) = first.min_by_key(|(at, order, _)| (*at, *order)).expect("it is scheduled");
        self.happened.push(order);
        self.now = at;
        event
    }

    /// When the first event of this kind is due.
    pub(super) fn when(&self, is: fn(&Event) -> bool) -> Option<Time> {
        let happened = |order| self.happened.contains(&order);
        let pending = self.queue.pending().filter(|(_, order, one)| is(&one.event) && !happened(*order));
        pending.map(|(at, ..)| at).min()
    }

    /// The connection on which something was sent last, and what.
    pub(super) fn last_sent(&self) -> (Connection, Segment) {
        let arriving = self.queue.pending().filter_map(|(_, order, scheduled)| match scheduled.event {
            Event::Net(NetEvent::Arrive { connection, segment, .. }) => Some((order, connection, segment)),
            Event::Net(NetEvent::SynTimer { .. })
            | Event::Client(_)
            | Event::Gateway(..)
            | Event::App(..)
            | Event::Dependency(..)
            | Event::FaultEdge(..) => None,
        });
        let (_, connection, segment) = arriving.max_by_key(|(order, ..)| *order).expect("something was sent");
        (connection, segment)
    }

    /// A connection that is open at both ends.
    pub(super) fn open(&mut self, link: LinkId, passenger: Passenger) -> Connection {
        let (connection, _) = flow::connect(&mut self.cx(), None, link, passenger);
        flow::accept(&mut self.cx(), None, connection);
        connection
    }

    pub(super) fn excerpt(&self, message: Message, number: u32) -> Excerpt {
        self.messages.excerpt(message, number)
    }

    /// Whether an end may still write.
    pub(super) fn is_open(&self, connection: Connection, side: Side) -> bool {
        self.net.is_open(connection, side)
    }
}

fn passenger(party: Party, number: u32) -> Passenger {
    Passenger { party, request: RequestId(number), turn: 0 }
}

/// Who travels for a request of a client.
pub(super) fn request(number: u32) -> Passenger {
    passenger(Party::Request(RequestId(number)), number)
}

/// Who travels for an exchange.
pub(super) fn exchange(number: u32) -> Passenger {
    passenger(Party::Exchange(ExchangeId(number)), number)
}

/// Who travels for a call.
pub(super) fn call(number: u32) -> Passenger {
    passenger(Party::Call(CallId(number)), number)
}
