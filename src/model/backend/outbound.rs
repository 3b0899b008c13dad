//! An application's client for one dependency: calls over a limited number of keep-alive connections (`HttpClient`,
//! `MaxConnectionsPerServer`).
//!
//! ```text
//! start ─┬─ a slot is free ───────► on a slot: (connecting) ─► sent ─► answered
//!        └─ none ─► waits, first in first ─┘          └──────────┴───► timed out: the connection is closed
//! ```

use super::{AppEvent, Connection, Cx, Event, Message, Passenger, Side, Signal, flow};
use crate::kernel::{self, Span, Time};
use crate::model::cx::Cause;
use crate::model::pool::Pool;
use crate::model::slab::{Key, Slab};
use crate::plan::AppPlan;
use crate::trace::{Fact, PartyView, PoolView};
use crate::vocabulary::{CallId, CloseReason, LinkId, Party, PoolId, RequestId, TaskId, UnitId, What};
use crate::wire::http1::{Progress, ResponseReader, Strictness};

/// How long an unused connection is kept: `PooledConnectionIdleTimeout`, 1 minute since .NET 6.
const IDLE: Span = Span::from_s(60);

/// A call that runs.
#[derive(Clone, Debug)]
struct Call {
    task: Key<TaskId>,
    /// By which client of the application.
    outbound: usize,
    passenger: Passenger,
    /// Its slot, once it has one.
    slot: Option<UnitId>,
    connected: bool,
    begun: Time,
    since: Time,
    timer: kernel::Key,
    reader: ResponseReader,
}

/// The calls of an application that run.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls(Slab<CallId, Call>);

impl Calls {
    /// The key that the next call will have, if it has this number.
    pub(super) fn next_key(&self, id: CallId) -> Key<CallId> {
        self.0.next_key(id)
    }

    /// How much memory a clone takes [bytes].
    pub(super) fn size(&self) -> usize {
        self.0.size()
    }

    /// By which client of the application a call is made.
    pub(super) fn outbound_of(&self, call: Key<CallId>) -> Option<usize> {
        self.0.get(call).map(|call| call.outbound)
    }

    /// That, and for which task.
    pub(super) fn owner(&self, call: Key<CallId>) -> Option<(usize, Key<TaskId>)> {
        self.0.get(call).map(|call| (call.outbound, call.task))
    }

    /// For the snapshot.
    pub(super) fn view(&self, key: Key<CallId>, app: &AppPlan, request: RequestId, ghost: bool) -> Option<PartyView> {
        let call = self.0.get(key)?;
        let what = match call.slot {
            None => What::Unit(app.outbound[call.outbound].slots),
            Some(_) if call.connected => What::Reply,
            Some(_) => What::Handshake,
        };
        Some(PartyView {
            party: Party::Call(key.id),
            of: Party::Task(call.task.id),
            request,
            place: app.place,
            begun: call.begun,
            what,
            since: call.since,
            gone: ghost,
        })
    }
}

/// A slot's connection, kept while it is of use.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    holder: Option<Key<CallId>>,
    connection: Option<Connection>,
    /// Since when nobody has held it.
    idle_since: Time,
}

/// The client for one dependency.
#[derive(Clone, Debug)]
pub(super) struct Outbound {
    app: u16,
    /// Its place among the clients of the application.
    number: usize,
    link: LinkId,
    pub(super) pool: PoolId,
    units: Pool<CallId>,
    slots: Vec<Slot>,
}

impl Outbound {
    pub(super) fn new(app: &AppPlan, index: u16, number: usize) -> Self {
        let own = app.outbound[number];
        Self {
            app: index,
            number,
            link: own.link,
            pool: own.slots,
            units: Pool::new(own.slots, Party::Call),
            slots: Vec::new(),
        }
    }

    /// Begins a call.
    pub(super) fn start(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        calls: &mut Calls,
        passenger: Passenger,
        task: Key<TaskId>,
    ) -> Cause {
        let Party::Call(id) = passenger.party else { return cause };
        let app = &cx.plan.apps[usize::from(self.app)];
        let (party, of, place) = (passenger.party, Party::Task(task.id), app.place);
        let timeout = app.outbound[self.number].timeout;
        let cause = cx.record(cause, Fact::Begins { party, of, place });
        let cause = cx.record(cause, Fact::Waits { party: of, what: What::Done(party) });
        let key = calls.next_key(id);
        let timer = cx.schedule(cause, timeout, Event::App(self.app, AppEvent::CallTimedOut(key)));
        let reader = ResponseReader::new(Strictness::WINHTTP);
        let (begun, since) = (cx.now, cx.now);
        let (slot, connected, outbound) = (None, false, self.number);
        calls.0.add(id, Call { task, outbound, passenger, slot, connected, begun, since, timer, reader });
        if self.units.waiting() == 0 && self.units.has_free(cx) {
            self.take_slot(cx, cause, calls, key)
        } else {
            self.units.queue(key);
            self.units.record_wait(cx, cause, key)
        }
    }

    /// The lowest free slot, one with a connection first.
    fn free_slot(&self) -> UnitId {
        let connected = (0..).zip(&self.slots).find(|(_, slot)| slot.holder.is_none() && slot.connection.is_some());
        connected.map_or_else(|| self.units.lowest_free(), |(index, _)| UnitId(index))
    }

    fn take_slot(&mut self, cx: &mut Cx<'_>, cause: Cause, calls: &mut Calls, key: Key<CallId>) -> Cause {
        let unit = self.free_slot();
        let index = unit.0 as usize;
        if index >= self.slots.len() {
            self.slots.resize(index + 1, Slot::default());
        }
        let Some(call) = calls.0.get_mut(key) else { return cause };
        (call.slot, call.since) = (Some(unit), cx.now);
        let passenger = call.passenger;
        let slot = &mut self.slots[index];
        slot.holder = Some(key);
        let cause = self.units.take(cx, cause, key, unit);
        let stale = slot.idle_since + IDLE <= cx.now;
        match slot.connection {
            Some(connection) if !stale && cx.net.is_open(connection, Side::Near) => {
                call.connected = true;
                self.send(cx, cause, connection, passenger)
            }
            old => {
                let mut cause = cause;
                if let Some(old) = old {
                    cause = flow::close(cx, cause, old, Side::Near, CloseReason::Idle);
                }
                let (connection, cause) = flow::connect(cx, cause, self.link, passenger);
                slot.connection = Some(connection);
                cause
            }
        }
    }

    fn send(&self, cx: &mut Cx<'_>, cause: Cause, connection: Connection, passenger: Passenger) -> Cause {
        let place = cx.plan.link(self.link).to;
        let dependency = cx.plan.dependencies.iter().position(|dependency| dependency.place == place).unwrap_or(0);
        let message = Message::Call(u16::try_from(dependency).unwrap_or(u16::MAX));
        flow::send(cx, cause, connection, Side::Near, passenger, message).1
    }

    /// Gives free slots to those who wait.
    pub(super) fn serve_waiters(&mut self, cx: &mut Cx<'_>, cause: Cause, calls: &mut Calls) {
        while let Some(key) = self.units.next(cx) {
            self.take_slot(cx, cause, calls, key);
        }
    }

    /// Whether one of its slots uses this connection.
    pub(super) fn has(&self, connection: Connection) -> bool {
        self.slots.iter().any(|slot| slot.connection == Some(connection))
    }

    /// What the far end of a connection did; says which call has its answer, and which.
    pub(super) fn signal(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        calls: &mut Calls,
        connection: Connection,
        signal: Signal,
    ) -> Option<(Key<CallId>, u16)> {
        let index = self.slots.iter().position(|slot| slot.connection == Some(connection))?;
        let holder = self.slots[index].holder;
        match signal {
            Signal::Connected => {
                let call = calls.0.get_mut(holder?)?;
                (call.connected, call.since) = (true, cx.now);
                self.send(cx, cause, connection, call.passenger);
                None
            }
            Signal::Bytes(bytes) => {
                let key = holder?;
                let call = calls.0.get_mut(key)?;
                let complete = cx.read(&mut call.reader, bytes) == Ok(Progress::Complete);
                complete.then(|| (key, call.reader.code().unwrap_or(0)))
            }
            Signal::Fin | Signal::Rst => {
                self.slots[index].connection = None;
                flow::close(cx, cause, connection, Side::Near, CloseReason::PeerClosed);
                None
            }
            Signal::Syn | Signal::ConnectFailed { .. } => None,
        }
    }

    /// The time-out of a call passed: whether the call still ran. Its connection is of no more use.
    pub(super) fn timed_out(&mut self, cx: &mut Cx<'_>, cause: Cause, calls: &mut Calls, key: Key<CallId>) -> bool {
        let Some(call) = calls.0.get(key) else { return false };
        match call.slot {
            None => self.units.leave(key),
            Some(slot) => {
                if let Some(connection) = self.slots.get_mut(slot.0 as usize).and_then(|slot| slot.connection.take()) {
                    flow::close(cx, cause, connection, Side::Near, CloseReason::CallTimedOut);
                }
            }
        }
        true
    }

    /// A call is over: its slot is for the next one.
    pub(super) fn end(&mut self, cx: &mut Cx<'_>, cause: Cause, calls: &mut Calls, key: Key<CallId>) {
        let Some(call) = calls.0.remove(key) else { return };
        cx.cancel(call.timer);
        let mut cause = cause;
        if let Some(unit) = call.slot {
            let index = unit.0 as usize;
            self.slots[index].holder = None;
            self.slots[index].idle_since = cx.now;
            cause = self.units.free(cx, cause, unit);
            if !self.units.has_free(cx)
                && let Some(connection) = self.slots[index].connection.take()
            {
                // The limit was lowered meanwhile.
                flow::close(cx, cause, connection, Side::Near, CloseReason::Done);
            }
        }
        self.serve_waiters(cx, cause, calls);
    }

    /// A call goes with its process: nobody is served what it held.
    pub(super) fn drop_call(&mut self, cx: &mut Cx<'_>, cause: Cause, calls: &mut Calls, key: Key<CallId>) {
        let Some(call) = calls.0.remove(key) else { return };
        cx.cancel(call.timer);
        match call.slot {
            None => self.units.leave(key),
            Some(unit) => {
                self.slots[unit.0 as usize].holder = None;
                self.units.free(cx, cause, unit);
            }
        }
    }

    /// The process ends: so do its connections.
    pub(super) fn stop(&mut self, cx: &mut Cx<'_>, cause: Cause) {
        for slot in std::mem::take(&mut self.slots) {
            if let Some(connection) = slot.connection {
                flow::close(cx, cause, connection, Side::Near, CloseReason::Fault);
            }
        }
    }

    /// How much memory a clone takes [bytes].
    pub(super) fn size(&self) -> usize {
        self.units.size() + self.slots.len() * size_of::<Slot>()
    }

    /// For the snapshot.
    pub(super) fn pool_view(&self) -> PoolView {
        self.units.view()
    }
}
