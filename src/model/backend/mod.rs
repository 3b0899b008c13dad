//! An application: listener, work queue, a fixed number of threads, and a handler that calls what a request needs, in turn.
//!
//! ```text
//! SYN ─► backlog ─► accepted ─► request read ─► work queue ─► a thread runs the handler's steps:
//!
//!   Work(before) ─► Call ──┬─ synchronous: the thread waits ─────────────────► the next Call, or Work(after) ─► answer
//!                          └─ awaited: the thread is free; resumed from the queue ──┘
//!   Call: (waits for a slot) ─► (opens a connection) ─► waits for the answer ─► answered, or timed out: 500 at once
//! ```
//!
//! The handler never looks whether the gateway is still there, as most do: what it does after that has gone is a ghost's
//! work.

mod outbound;

use std::collections::VecDeque;

use super::client::kind_of;
use super::cx::{Cause, Cx};
use super::event::{AppEvent, Connection, Event, Passenger};
use super::flow::{self, Signal};
use super::message::Message;
use super::pool::Pool;
use super::slab::{Key, Slab};
use crate::kernel::{Span, Stream, Time, order};
use crate::plan::{AppPlan, Plan};
use crate::trace::{Excerpt, Fact, PartyView, PoolView};
use crate::vocabulary::{
    Acts, Answering, CallId, CallStyle, CloseReason, ConnectionId, Fault, Over, Party, PoolId, Side, TaskId, UnitId,
    What,
};
use crate::wire::http1::{RequestReader, Strictness};
use outbound::{Calls, Outbound};

/// Connections that wait to be accepted, at most: Kestrel's listen backlog.
const BACKLOG: usize = 512;

/// What accepting one connection takes; small against everything else, and assumed.
const ACCEPT: Span = Span::from_us(20);

/// Where a handler stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// In the work queue, not begun.
    Queued,
    /// Computes before its first call.
    Before,
    /// A call runs.
    Call(Key<CallId>),
    /// After an await: in the work queue again, with how the call ended.
    Resuming(Over),
    /// Computes after its last call.
    After,
    /// A fault keeps it silent.
    Silent(Fault),
}

#[derive(Clone, Debug)]
struct Task {
    of: Passenger,
    connection: Connection,
    step: Step,
    begun: Time,
    /// Since when it is at this step.
    since: Time,
    thread: Option<UnitId>,
    /// How many of its calls have begun.
    calls: u16,
    ghost: bool,
}

#[derive(Clone, Debug)]
struct Peer {
    reader: RequestReader,
    accepted: bool,
    /// What arrived before the connection was accepted.
    early: Vec<(Passenger, Excerpt)>,
    /// The task that runs.
    current: Option<Key<TaskId>>,
    /// Whether a fault has answered, or will not.
    spent: bool,
}

/// An application.
#[derive(Clone, Debug)]
pub(crate) struct App {
    /// Its index in the plan.
    index: u16,
    backlog: VecDeque<Connection>,
    peers: Slab<ConnectionId, Peer>,
    /// Connections of `peers`, in the order in which they were made.
    accepted: Vec<Connection>,
    threads: Pool<TaskId>,
    tasks: Slab<TaskId, Task>,
    calls: Calls,
    outbound: Vec<Outbound>,
}

impl App {
    pub(crate) fn new(plan: &Plan, index: u16) -> Self {
        let own = &plan.apps[usize::from(index)];
        Self {
            index,
            backlog: VecDeque::new(),
            peers: Slab::default(),
            accepted: Vec::new(),
            threads: Pool::new(own.threads, Party::Task),
            tasks: Slab::default(),
            calls: Calls::default(),
            outbound: (0..).zip(&own.outbound).map(|(number, _)| Outbound::new(own, index, number)).collect(),
        }
    }

    fn plan<'a>(&self, cx: &Cx<'a>) -> &'a AppPlan {
        &cx.plan.apps[usize::from(self.index)]
    }

    fn schedule(&self, cx: &mut Cx<'_>, cause: Cause, delay: Span, event: AppEvent) {
        cx.schedule(cause, delay, Event::App(self.index, event));
    }

    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, cause: Cause, event: AppEvent) {
        match event {
            AppEvent::Accept => self.accept(cx, cause),
            AppEvent::Worked(task) => self.worked(cx, cause, task),
            AppEvent::CallTimedOut(call) => {
                let Some(outbound) = self.calls.outbound_of(call) else { return };
                if self.outbound[outbound].timed_out(cx, cause, &mut self.calls, call) {
                    self.call_ended(cx, cause, call, Over::TimedOut);
                }
            }
        }
    }

    /// The limit of a pool has changed: more units are used at once.
    pub(crate) fn limit_changed(&mut self, cx: &mut Cx<'_>, cause: Cause, pool: PoolId) {
        if pool == self.plan(cx).threads {
            self.dispatch(cx, cause);
        }
        for outbound in &mut self.outbound {
            if outbound.pool == pool {
                outbound.serve_waiters(cx, cause, &mut self.calls);
            }
        }
    }

    /// A firewall on the way forgets its table: what lies idle in the gateway's pool is reset. Exchanges that run go on.
    pub(crate) fn forget_idle(&mut self, cx: &mut Cx<'_>, cause: Cause) {
        for connection in self.connections() {
            if self.peers.get(connection).is_some_and(Peer::is_idle) {
                self.peers.take(connection);
                flow::reset(cx, cause, connection, Side::Far, CloseReason::Fault);
            }
        }
    }

    /// The process ends, and all that it was at with it. Its kernel closes what lies idle and resets what has a request.
    pub(crate) fn stop(&mut self, cx: &mut Cx<'_>, cause: Cause) {
        self.backlog.clear();
        self.threads.clear();
        let mut tasks: Vec<Key<TaskId>> = self.tasks.iter().map(|(key, _)| key).collect();
        order(&mut tasks, |key| (0, key.id.0.into()));
        for key in tasks {
            if let Some(Step::Call(call)) = self.tasks.get(key).map(|task| task.step)
                && let Some((outbound, _)) = self.calls.owner(call)
            {
                let cause = cx.record(cause, Fact::Over { party: Party::Call(call.id), how: Over::Dropped });
                self.outbound[outbound].drop_call(cx, cause, &mut self.calls, call);
            }
            let dropped = cx.record(cause, Fact::Over { party: Party::Task(key.id), how: Over::Dropped });
            self.free(cx, dropped, key);
            self.tasks.remove(key);
        }
        for outbound in &mut self.outbound {
            outbound.stop(cx, cause);
        }
        for connection in self.connections() {
            let Some(peer) = self.peers.take(connection) else { continue };
            if peer.is_idle() {
                flow::close(cx, cause, connection, Side::Far, CloseReason::Fault);
            } else {
                flow::reset(cx, cause, connection, Side::Far, CloseReason::Fault);
            }
        }
    }

    /// The connections that stand, in the order in which they were made.
    fn connections(&mut self) -> Vec<Connection> {
        self.accepted.retain(|&connection| self.peers.get(connection).is_some());
        self.accepted.clone()
    }

    // ---- the gateway's side ----

    pub(crate) fn gateway_signal(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        connection: Connection,
        passenger: Passenger,
        signal: Signal,
    ) {
        match signal {
            Signal::Syn => self.listen(cx, cause, connection),
            Signal::Bytes(bytes) => {
                let Some(peer) = self.peers.get_mut(connection) else { return };
                if peer.accepted {
                    self.read(cx, cause, connection, passenger, bytes);
                } else {
                    peer.early.push((passenger, bytes));
                }
            }
            Signal::Fin | Signal::Rst => {
                let Some(peer) = self.peers.take(connection) else { return };
                let mut cause = cause;
                if let Some(key) = peer.current
                    && let Some(task) = self.tasks.get_mut(key)
                {
                    task.ghost = true;
                    cause = cx.record(cause, Fact::PeerGone { task: key.id });
                    if matches!(task.step, Step::Silent(_)) {
                        self.tasks.remove(key);
                        cause = cx.record(cause, Fact::Over { party: Party::Task(key.id), how: Over::Dropped });
                    }
                }
                flow::close(cx, cause, connection, Side::Far, CloseReason::PeerClosed);
            }
            Signal::Connected | Signal::ConnectFailed { .. } => {}
        }
    }

    fn listen(&mut self, cx: &mut Cx<'_>, cause: Cause, connection: Connection) {
        if self.backlog.len() >= BACKLOG {
            return flow::refuse(cx, cause, connection);
        }
        let reader = RequestReader::new(Strictness::KESTREL);
        let peer = Peer { reader, accepted: false, early: Vec::new(), current: None, spent: false };
        self.peers.put(connection, peer);
        if self.accepted.len() >= 64 && self.accepted.len().is_power_of_two() {
            self.accepted.retain(|&known| self.peers.get(known).is_some());
        }
        self.accepted.push(connection);
        self.backlog.push_back(connection);
        if self.backlog.len() == 1 {
            self.schedule(cx, cause, ACCEPT, AppEvent::Accept);
        }
        flow::accept(cx, cause, connection);
    }

    fn accept(&mut self, cx: &mut Cx<'_>, cause: Cause) {
        let Some(connection) = self.backlog.pop_front() else { return };
        if !self.backlog.is_empty() {
            self.schedule(cx, cause, ACCEPT, AppEvent::Accept);
        }
        let Some(peer) = self.peers.get_mut(connection) else { return };
        peer.accepted = true;
        for (passenger, bytes) in std::mem::take(&mut peer.early) {
            self.read(cx, cause, connection, passenger, bytes);
        }
    }

    fn read(&mut self, cx: &mut Cx<'_>, cause: Cause, connection: Connection, of: Passenger, bytes: Excerpt) {
        let place = self.plan(cx).place;
        let Some(peer) = self.peers.get_mut(connection) else { return };
        // What a gateway writes is well formed.
        if !cx.completes(&mut peer.reader, bytes) {
            return;
        }
        let on_bytes = |acts| match acts {
            Acts::OnBytes(effect) => Some(effect),
            Acts::OnSyn(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) | Acts::OnCall(_) | Acts::OnReady(_) => None,
        };
        if let Some(struck) = cx.struck(cause, place, of, on_bytes) {
            peer.spent = struck.effect == Answering::Silence;
            return self.fail(cx, struck.cause, connection, of, struck.effect);
        }
        cx.numbers.tasks += 1;
        let id = TaskId(cx.numbers.tasks);
        let party = Party::Task(id);
        let cause = cx.record(cause, Fact::Begins { party, of: of.party, place });
        let on_request = |acts| match acts {
            Acts::OnRequest(effect) => Some(effect),
            Acts::OnSyn(_) | Acts::OnBytes(_) | Acts::OnAnswer(_) | Acts::OnCall(_) | Acts::OnReady(_) => None,
        };
        let struck = cx.struck(cause, place, of, on_request);
        let step = struck.map_or(Step::Queued, |struck| Step::Silent(struck.fault));
        let (begun, since) = (cx.now, cx.now);
        let task = Task { of, connection, step, begun, since, thread: None, calls: 0, ghost: false };
        let key = self.tasks.add(id, task);
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.current = Some(key);
        }
        match struck {
            None => {
                self.threads.queue(key);
                self.dispatch(cx, cause);
                self.record_wait(cx, cause, key);
            }
            Some(struck) if struck.effect == Answering::Silence => {
                cx.record(struck.cause, Fact::Waits { party, what: What::Fault(struck.fault) });
            }
            Some(struck) => {
                self.tasks.remove(key);
                if let Some(peer) = self.peers.get_mut(connection) {
                    peer.current = None;
                }
                let cause = cx.record(struck.cause, Fact::Over { party, how: Over::Dropped });
                self.fail(cx, cause, connection, of, struck.effect);
            }
        }
    }

    /// What a fault does instead of answering.
    fn fail(&mut self, cx: &mut Cx<'_>, cause: Cause, connection: Connection, of: Passenger, effect: Answering) {
        match effect {
            Answering::Silence => {}
            Answering::Garbage => {
                flow::send(cx, cause, connection, Side::Far, of, Message::Garbage);
            }
            Answering::Fin => {
                flow::close(cx, cause, connection, Side::Far, CloseReason::Fault);
            }
            Answering::ResetInHead => {
                let whole = cx.messages.excerpt(Message::Ok, of.request.0);
                // The status line and half of the first field: enough to be a head, not enough to be one that ended.
                let part = Excerpt { length: 27.min(whole.length), ..whole };
                let cause = flow::send_excerpt(cx, cause, connection, Side::Far, of, part);
                self.peers.take(connection);
                flow::reset(cx, cause, connection, Side::Far, CloseReason::Fault);
            }
        }
    }

    // ---- threads ----

    /// Gives the work queue to idle threads, the lowest first.
    fn dispatch(&mut self, cx: &mut Cx<'_>, cause: Cause) {
        while let Some(key) = self.threads.next(cx) {
            let thread = self.threads.lowest_free();
            let cause = self.threads.take(cx, cause, key, thread);
            let Some(task) = self.tasks.get_mut(key) else { continue };
            task.thread = Some(thread);
            match task.step {
                Step::Resuming(end) => self.after_call(cx, cause, key, end),
                Step::Queued | Step::Before | Step::Call(_) | Step::After | Step::Silent(_) => {
                    self.work(cx, cause, key, Step::Before);
                }
            }
        }
    }

    /// Records that a task waits that did not get a thread at once.
    fn record_wait(&self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>) {
        if self.tasks.get(key).is_some_and(|task| matches!(task.step, Step::Queued | Step::Resuming(_))) {
            self.threads.record_wait(cx, cause, key);
        }
    }

    fn work(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>, step: Step) {
        let plan = self.plan(cx);
        let Some(task) = self.tasks.get_mut(key) else { return };
        if (task.step, step) != (Step::Before, Step::After) {
            // Else it needs nothing from outside, and goes on computing.
            task.since = cx.now;
        }
        task.step = step;
        let (dist, number) = if step == Step::Before { (plan.work_before, 0) } else { (plan.work_after, 1) };
        let takes = cx.draw(dist, Stream::Work, entity(task.of), number);
        self.schedule(cx, cause, takes, AppEvent::Worked(key));
    }

    fn worked(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>) {
        match self.tasks.get(key).map(|task| task.step) {
            Some(Step::Before) => self.next_call(cx, cause, key),
            Some(Step::After) => self.answer(cx, cause, key, 200),
            Some(Step::Queued | Step::Call(_) | Step::Resuming(_) | Step::Silent(_)) | None => {}
        }
    }

    /// The handler's thread lets go of it.
    fn free(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>) -> Cause {
        let Some(thread) = self.tasks.get_mut(key).and_then(|task| task.thread.take()) else { return cause };
        self.threads.free(cx, cause, thread)
    }

    // ---- calls ----

    /// What a request needs of what this application can reach: indices into `outbound`, in turn.
    fn needed(&self, cx: &Cx<'_>, of: Passenger, turn: u16) -> Option<usize> {
        let kind = &cx.plan.clients.requests[usize::from(kind_of(cx, of.request))];
        let mut reached = kind.needs.iter().filter_map(|&need| {
            let place = cx.plan.dependencies.get(usize::from(need))?.place;
            self.plan(cx).outbound.iter().position(|outbound| cx.plan.link(outbound.link).to == place)
        });
        reached.nth(turn.into())
    }

    /// The next call of the handler; after the last one it computes again.
    fn next_call(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>) {
        let Some(task) = self.tasks.get(key) else { return };
        let (of, turn) = (task.of, task.calls);
        let Some(outbound) = self.needed(cx, of, turn) else {
            let cause = if turn == 0 {
                cause
            } else {
                cx.record(cause, Fact::Waits { party: Party::Task(key.id), what: What::Cpu })
            };
            return self.work(cx, cause, key, Step::After);
        };
        let style = self.plan(cx).call_style;
        cx.numbers.calls += 1;
        let id = CallId(cx.numbers.calls);
        let passenger = Passenger { party: Party::Call(id), request: of.request, turn };
        let call = self.calls.next_key(id);
        if let Some(task) = self.tasks.get_mut(key) {
            (task.step, task.since) = (Step::Call(call), cx.now);
            task.calls += 1;
        }
        let cause = self.outbound[outbound].start(cx, cause, &mut self.calls, passenger, key);
        if style == CallStyle::Awaited {
            let cause = self.free(cx, cause, key);
            self.dispatch(cx, cause);
        }
    }

    pub(crate) fn dependency_signal(&mut self, cx: &mut Cx<'_>, cause: Cause, connection: Connection, signal: Signal) {
        let Some(outbound) = self.outbound.iter_mut().find(|outbound| outbound.has(connection)) else {
            if matches!(signal, Signal::Fin | Signal::Rst) {
                flow::close(cx, cause, connection, Side::Near, CloseReason::PeerClosed);
            }
            return;
        };
        if let Some((call, code)) = outbound.signal(cx, cause, &mut self.calls, connection, signal) {
            self.call_ended(cx, cause, call, Over::Got(code));
        }
    }

    fn call_ended(&mut self, cx: &mut Cx<'_>, cause: Cause, call: Key<CallId>, how: Over) {
        let Some((outbound, key)) = self.calls.owner(call) else { return };
        // The slot goes to the next one first; then the handler goes on, because of the call's end.
        let ended = cx.record(cause, Fact::Over { party: Party::Call(call.id), how });
        self.outbound[outbound].end(cx, cause, &mut self.calls, call);
        let Some(task) = self.tasks.get_mut(key) else { return };
        if task.thread.is_some() {
            return self.after_call(cx, ended, key, how);
        }
        (task.step, task.since) = (Step::Resuming(how), cx.now);
        self.threads.queue(key);
        self.dispatch(cx, ended);
        self.record_wait(cx, ended, key);
    }

    fn after_call(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>, end: Over) {
        match end {
            // TaskCanceledException, caught by nobody: Kestrel answers 500.
            Over::TimedOut => self.answer(cx, cause, key, 500),
            Over::Got(_) | Over::Left | Over::Answered { .. } | Over::Dropped => self.next_call(cx, cause, key),
        }
    }

    // ---- the answer ----

    fn answer(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>, code: u16) {
        let Some(task) = self.tasks.get(key) else { return };
        let (of, connection, ghost) = (task.of, task.connection, task.ghost);
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.current = None;
        }
        let how = Over::Answered { code, unread: ghost };
        let answered = cx.record(cause, Fact::Over { party: Party::Task(key.id), how });
        let cause = if ghost { answered } else { self.write(cx, answered, connection, of, code) };
        let cause = self.free(cx, cause, key);
        self.tasks.remove(key);
        self.dispatch(cx, cause);
    }

    fn write(&mut self, cx: &mut Cx<'_>, cause: Cause, connection: Connection, of: Passenger, code: u16) -> Cause {
        let place = self.plan(cx).place;
        let on_answer = |acts| match acts {
            Acts::OnAnswer(effect) => Some(effect),
            Acts::OnSyn(_) | Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnCall(_) | Acts::OnReady(_) => None,
        };
        if let Some(struck) = cx.struck(cause, place, of, on_answer) {
            self.fail(cx, struck.cause, connection, of, struck.effect);
            return struck.cause;
        }
        let message = if code == 200 { Message::Ok } else { Message::OwnError };
        flow::send(cx, cause, connection, Side::Far, of, message).1
    }

    /// How much memory a clone takes [bytes].
    pub(crate) fn size(&self) -> usize {
        let connections = (self.backlog.len() + self.accepted.len()) * size_of::<Connection>();
        let outbound: usize = self.outbound.iter().map(Outbound::size).sum();
        let tables = self.peers.size() + self.tasks.size() + self.calls.size();
        connections + tables + self.threads.size() + outbound
    }

    // ---- for the snapshot ----

    pub(crate) fn view(&self, plan: &Plan, parties: &mut Vec<PartyView>) {
        let own = &plan.apps[usize::from(self.index)];
        for (key, task) in self.tasks.iter() {
            let what = match task.step {
                Step::Queued | Step::Resuming(_) if task.thread.is_none() => What::Unit(own.threads),
                Step::Queued | Step::Resuming(_) | Step::Before | Step::After => What::Cpu,
                Step::Call(call) => What::Done(Party::Call(call.id)),
                Step::Silent(fault) => What::Fault(fault),
            };
            parties.push(PartyView {
                party: Party::Task(key.id),
                of: task.of.party,
                request: task.of.request,
                place: own.place,
                begun: task.begun,
                what,
                since: task.since,
                gone: task.ghost,
            });
            if let Step::Call(call) = task.step {
                parties.extend(self.calls.view(call, own, task.of.request, task.ghost));
            }
        }
    }

    /// The pools of this application.
    pub(crate) fn pool_views(&self, plan: &Plan, pools: &mut [PoolView]) {
        let own = &plan.apps[usize::from(self.index)];
        pools[usize::from(own.threads.0)] = self.threads.view();
        for outbound in &self.outbound {
            pools[usize::from(outbound.pool.0)] = outbound.pool_view();
        }
    }
}

/// What a task's own chance is keyed by: the request, and which of its exchanges it serves.
fn entity(of: Passenger) -> u64 {
    u64::from(of.turn) << 32 | u64::from(of.request.0)
}

impl Peer {
    /// Accepted, and nothing runs on it.
    fn is_idle(&self) -> bool {
        self.accepted && self.current.is_none() && !self.spent
    }
}
