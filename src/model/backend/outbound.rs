//! B's outbound client: calls to C over a limited number of keep-alive connections (`HttpClient`,
//! `MaxConnectionsPerServer`).
//!
//! ```text
//! start ─┬─ a slot is free ───────► on a slot: (connecting) ─► sent ─► answered
//!        └─ none ─► waits, first in first ─┘          └──────────┴───► timed out: the connection is closed
//! ```

use std::collections::VecDeque;

use super::{Cx, Event, Message, Side, Signal, Table};
use crate::kernel::{Key, Span, Time};
use crate::trace::{Fact, HeldSlot};
use crate::vocabulary::{CallId, CallStyle, CloseReason, ConnectionId, Hop, RequestId, SlotId, Slots};
use crate::wire::http1::{Progress, ResponseReader, Strictness};

/// How long an unused connection is kept: `PooledConnectionIdleTimeout`, 1 minute since .NET 6.
const IDLE: Span = Span::from_s(60);

/// A call that runs.
#[derive(Clone, Debug)]
pub(super) struct Call {
    id: CallId,
    /// Its slot, once it has one.
    pub(super) slot: Option<SlotId>,
    timer: Key,
    reader: ResponseReader,
}

/// A slot: a connection to C, kept while it is of use.
#[derive(Clone, Debug, Default)]
struct Slot {
    holder: Option<RequestId>,
    connection: Option<ConnectionId>,
    /// Since when nobody has held it.
    idle_since: Time,
}

/// The outbound client.
#[derive(Clone, Debug)]
pub(super) struct Outbound {
    limit: Slots,
    timeout: Span,
    slots: Vec<Slot>,
    in_use: u32,
    waiters: VecDeque<RequestId>,
    calls: Table<RequestId, Call>,
    started: u32,
}

impl Outbound {
    pub(super) fn new(limit: Slots, timeout: Span) -> Self {
        Self {
            limit,
            timeout,
            slots: Vec::new(),
            in_use: 0,
            waiters: VecDeque::new(),
            calls: Table::default(),
            started: 0,
        }
    }

    /// More slots are used at once; fewer, as calls end.
    pub(super) fn set_limit(&mut self, cx: &mut Cx<'_>, limit: Slots) {
        self.limit = limit;
        self.serve_waiters(cx);
    }

    pub(super) fn set_timeout(&mut self, timeout: Span) {
        self.timeout = timeout;
    }

    /// Begins a call for this request.
    pub(super) fn start(&mut self, cx: &mut Cx<'_>, request: RequestId, style: CallStyle) {
        self.started += 1;
        let id = CallId(self.started);
        cx.record(Fact::CallStarted { request, call: id, style });
        let timer = cx.schedule(self.timeout, Event::CallTimedOut(request, id));
        let reader = ResponseReader::new(Strictness::WINHTTP);
        self.calls.insert(request, Call { id, slot: None, timer, reader });
        if self.waiters.is_empty() && self.has_free() {
            self.take_slot(cx, request);
        } else {
            cx.record(Fact::SlotAwaited { request, call: id });
            self.waiters.push_back(request);
        }
    }

    fn has_free(&self) -> bool {
        match self.limit {
            Slots::Limited(limit) => self.in_use < limit,
            Slots::Unlimited => true,
        }
    }

    /// The lowest free slot, one with a connection first.
    fn free_index(&mut self) -> usize {
        let free = |slot: &Slot| slot.holder.is_none();
        let connected = self.slots.iter().position(|slot| free(slot) && slot.connection.is_some());
        connected.or_else(|| self.slots.iter().position(free)).unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() - 1
        })
    }

    fn take_slot(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        let index = self.free_index();
        let id = SlotId(u32::try_from(index).unwrap_or(u32::MAX));
        let Some(call) = self.calls.get_mut(request) else { return };
        call.slot = Some(id);
        let call_id = call.id;
        self.in_use += 1;
        let slot = &mut self.slots[index];
        slot.holder = Some(request);
        cx.record(Fact::SlotTaken { request, call: call_id, slot: id });
        let stale = slot.idle_since + IDLE <= cx.now;
        match slot.connection {
            Some(connection) if !stale && cx.net.is_open(connection, Side::Near) => {
                send(cx, connection, request, call_id);
            }
            old => {
                if let Some(old) = old {
                    cx.close(old, Side::Near, CloseReason::Idle);
                }
                slot.connection = Some(cx.connect(Hop::BC, request));
            }
        }
    }

    fn serve_waiters(&mut self, cx: &mut Cx<'_>) {
        let cause = cx.cause;
        while self.has_free()
            && let Some(request) = self.waiters.pop_front()
        {
            cx.cause = cause;
            self.take_slot(cx, request);
        }
        cx.cause = cause;
    }

    /// What C's end of a connection did; says which call has its answer, and which.
    pub(super) fn signal(
        &mut self,
        cx: &mut Cx<'_>,
        connection: ConnectionId,
        signal: Signal,
    ) -> Option<(RequestId, CallId, u16)> {
        let index = self.slots.iter().position(|slot| slot.connection == Some(connection));
        let holder = index.and_then(|index| self.slots[index].holder);
        match signal {
            Signal::Connected => {
                let request = holder?;
                let call = self.calls.get(request)?;
                send(cx, connection, request, call.id);
                None
            }
            Signal::Bytes(bytes) => {
                let request = holder?;
                let call = self.calls.get_mut(request)?;
                let complete = call.reader.feed(cx.read(bytes)) == Ok(Progress::Complete);
                complete.then(|| (request, call.id, call.reader.code().unwrap_or(0)))
            }
            Signal::Fin | Signal::Rst => {
                if let Some(index) = index {
                    self.slots[index].connection = None;
                }
                cx.close(connection, Side::Near, CloseReason::PeerClosed);
                None
            }
            Signal::Syn | Signal::ConnectFailed { .. } => None,
        }
    }

    /// The time-out of a call passed: whether the call still ran. Its connection is of no more use.
    pub(super) fn timed_out(&mut self, cx: &mut Cx<'_>, request: RequestId, id: CallId) -> bool {
        let Some(call) = self.calls.get(request).filter(|call| call.id == id) else { return false };
        match call.slot {
            None => self.waiters.retain(|waiter| *waiter != request),
            Some(slot) => {
                if let Some(connection) = self.slots.get_mut(slot.0 as usize).and_then(|slot| slot.connection.take()) {
                    cx.close(connection, Side::Near, CloseReason::CallTimedOut);
                }
            }
        }
        true
    }

    /// The call of this request is over: its slot is for the next one.
    pub(super) fn free_slot(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        let Some(call) = self.calls.remove(request) else { return };
        cx.cancel(call.timer);
        let Some(id) = call.slot else { return };
        if let Some(slot) = self.slots.get_mut(id.0 as usize) {
            slot.holder = None;
            slot.idle_since = cx.now;
            self.in_use -= 1;
            cx.record(Fact::SlotFreed { request, slot: id });
            if !self.has_free()
                && let Some(connection) = self.slots.get_mut(id.0 as usize).and_then(|slot| slot.connection.take())
            {
                // The limit was lowered meanwhile.
                cx.close(connection, Side::Near, CloseReason::Done);
            }
        }
        self.serve_waiters(cx);
    }

    pub(super) fn limit(&self) -> Slots {
        self.limit
    }

    pub(super) fn timeout(&self) -> Span {
        self.timeout
    }

    pub(super) fn call_of(&self, request: RequestId) -> Option<&Call> {
        self.calls.get(request)
    }

    pub(super) fn held(&self) -> Vec<HeldSlot> {
        let slots = self.slots.iter().zip(0..);
        slots.filter_map(|(slot, index)| slot.holder.map(|request| HeldSlot { slot: SlotId(index), request })).collect()
    }

    pub(super) fn waiters(&self) -> Vec<RequestId> {
        self.waiters.iter().copied().collect()
    }
}

fn send(cx: &mut Cx<'_>, connection: ConnectionId, request: RequestId, call: CallId) {
    let bytes = cx.messages.excerpt(Message::Call, call.0);
    cx.send_excerpt(connection, Side::Near, request, bytes);
}
