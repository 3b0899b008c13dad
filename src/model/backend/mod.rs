//! Server B: listener, work queue, a fixed number of threads, and a handler that calls C.
//!
//! ```text
//! SYN ─► backlog ─► accepted ─► request read ─► work queue ─► a thread runs the handler's steps:
//!
//!   Work(before) ─► Call ──┬─ synchronous: the thread waits ─────────────────► Work(after) ─► answer
//!                          └─ awaited: the thread is free; resumed from the queue ──┘
//!   Call: (waits for a slot) ─► (opens a connection to C) ─► waits for C ─► answered, or timed out: 500 at once
//! ```
//!
//! The handler never looks whether A is still there, as most do: what it does after A has gone is a ghost's work.

mod outbound;

use std::collections::VecDeque;

use super::cx::Cx;
use super::message::Message;
use super::net::{Net, Side, Signal};
use super::table::Table;
use crate::kernel::{Span, Stream, Time};
use crate::trace::{Awaiting, BView, Busy, CallEnd, Change, Doing, Excerpt, Fact, Queued, ThreadRelease};
use crate::vocabulary::{CallId, CallStyle, CloseReason, ConnectionId, Fault, RequestId, ThreadId};
use crate::wire::http1::{Progress, RequestReader, Strictness};
use outbound::{Call, Outbound};

/// Connections that wait to be accepted, at most: Kestrel's listen backlog.
const BACKLOG: usize = 512;

/// What accepting one connection takes; small against everything else, and assumed.
const ACCEPT: Span = Span::from_us(20);

/// What B has scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// The listener accepts the first connection of the backlog.
    Accept,
    /// The thread is through with a step of computing.
    Worked(RequestId),
    /// The time-out of a call passed.
    CallTimedOut(RequestId, CallId),
}

/// Where a handler stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// In the work queue, not begun.
    Queued,
    /// Computes before the call.
    Before,
    /// The call runs.
    Call,
    /// After an await: in the work queue again, with how the call ended.
    Resuming(CallEnd),
    /// Computes after the call.
    After,
}

#[derive(Clone, Debug)]
struct Job {
    connection: ConnectionId,
    step: Step,
    /// Since when it is at this step.
    since: Time,
    thread: Option<ThreadId>,
    ghost: bool,
}

#[derive(Clone, Debug)]
struct Peer {
    reader: RequestReader,
    accepted: bool,
    /// What arrived before the connection was accepted.
    early: Vec<(RequestId, Excerpt)>,
    /// The exchange that a fault made B forget.
    silent: Option<RequestId>,
    /// The exchange that runs.
    current: Option<RequestId>,
}

/// Server B.
#[derive(Clone, Debug)]
pub(crate) struct Backend {
    backlog: VecDeque<ConnectionId>,
    peers: Table<ConnectionId, Peer>,
    queue: VecDeque<RequestId>,
    threads: Vec<Option<RequestId>>,
    idle_threads: u16,
    jobs: Table<RequestId, Job>,
    outbound: Outbound,
    call_style: CallStyle,
}

impl Backend {
    pub(crate) fn new(plan: &super::Plan) -> Self {
        Self {
            backlog: VecDeque::new(),
            peers: Table::default(),
            queue: VecDeque::new(),
            threads: vec![None; plan.threads.into()],
            idle_threads: plan.threads,
            jobs: Table::default(),
            outbound: Outbound::new(plan.slots, plan.call_timeout),
            call_style: plan.call_style,
        }
    }

    pub(crate) fn apply(&mut self, cx: &mut Cx<'_>, change: Change) {
        match change {
            Change::CallStyle(style) => self.call_style = style,
            Change::Slots(slots) => self.outbound.set_limit(cx, slots),
            Change::CallTimeout(timeout) => self.outbound.set_timeout(timeout),
            Change::Fault(..) => {}
        }
    }

    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, event: Event) {
        match event {
            Event::Accept => self.accept(cx),
            Event::Worked(request) => self.worked(cx, request),
            Event::CallTimedOut(request, call) => {
                if self.outbound.timed_out(cx, request, call) {
                    self.call_ended(cx, request, call, CallEnd::TimedOut);
                }
            }
        }
    }

    /// A connect fault begins: what lies idle in A's pool is closed (the listener's process is gone) or reset (so is the
    /// firewall's table). Exchanges that run go on.
    pub(crate) fn drop_idle(&mut self, cx: &mut Cx<'_>, fault: Fault) {
        let idle: Vec<ConnectionId> =
            self.peers.iter().filter(|(_, peer)| peer.is_idle()).map(|(connection, _)| connection).collect();
        let cause = cx.cause;
        for connection in idle {
            cx.cause = cause;
            if fault == Fault::ConnectBlackhole {
                self.peers.remove(connection);
                cx.reset(connection, Side::Far, CloseReason::Fault);
            } else {
                cx.close(connection, Side::Far, CloseReason::Fault);
            }
        }
    }

    // ---- A's side ----

    pub(crate) fn proxy_signal(
        &mut self,
        cx: &mut Cx<'_>,
        connection: ConnectionId,
        request: RequestId,
        signal: Signal,
    ) {
        match signal {
            Signal::Syn => self.listen(cx, connection),
            Signal::Bytes(bytes) => {
                let Some(peer) = self.peers.get_mut(connection) else { return };
                if peer.accepted {
                    self.read(cx, connection, request, bytes);
                } else {
                    peer.early.push((request, bytes));
                }
            }
            Signal::Fin | Signal::Rst => {
                let Some(peer) = self.peers.remove(connection) else { return };
                if let Some(job) = peer.current.and_then(|current| self.jobs.get_mut(current)) {
                    job.ghost = true;
                }
                if let Some(request) = peer.current.or(peer.silent) {
                    cx.record(Fact::PeerGone { request });
                }
                cx.close(connection, Side::Far, CloseReason::PeerClosed);
            }
            Signal::Connected | Signal::ConnectFailed { .. } => {}
        }
    }

    fn listen(&mut self, cx: &mut Cx<'_>, connection: ConnectionId) {
        if self.backlog.len() >= BACKLOG {
            return Net::refuse(cx, connection);
        }
        let reader = RequestReader::new(Strictness::KESTREL);
        let peer = Peer { reader, accepted: false, early: Vec::new(), silent: None, current: None };
        self.peers.insert(connection, peer);
        self.backlog.push_back(connection);
        if self.backlog.len() == 1 {
            cx.schedule(ACCEPT, Event::Accept);
        }
        Net::accept(cx, connection);
    }

    fn accept(&mut self, cx: &mut Cx<'_>) {
        let Some(connection) = self.backlog.pop_front() else { return };
        if !self.backlog.is_empty() {
            cx.schedule(ACCEPT, Event::Accept);
        }
        let Some(peer) = self.peers.get_mut(connection) else { return };
        peer.accepted = true;
        for (request, bytes) in std::mem::take(&mut peer.early) {
            self.read(cx, connection, request, bytes);
        }
    }

    fn read(&mut self, cx: &mut Cx<'_>, connection: ConnectionId, request: RequestId, bytes: Excerpt) {
        let Some(peer) = self.peers.get_mut(connection) else { return };
        // What A writes is well formed.
        if peer.reader.feed(cx.read(bytes)) != Ok(Progress::Complete) {
            return;
        }
        peer.reader.restart();
        if cx.hit_by(Fault::GarbageStatusLine, request.0) {
            cx.record(Fact::FaultHit(Fault::GarbageStatusLine, request));
            cx.send(connection, Side::Far, Message::Garbage, request);
            return;
        }
        cx.record(Fact::RequestRead { request, connection });
        if cx.hit_by(Fault::HangBeforeStatus, request.0) {
            peer.silent = Some(request);
            cx.record(Fact::FaultHit(Fault::HangBeforeStatus, request));
            return;
        }
        peer.current = Some(request);
        let job = Job { connection, step: Step::Queued, since: cx.now, thread: None, ghost: false };
        self.jobs.insert(request, job);
        self.queue.push_back(request);
        self.dispatch(cx);
    }

    // ---- threads ----

    /// Gives the work queue to idle threads, the lowest first.
    fn dispatch(&mut self, cx: &mut Cx<'_>) {
        while self.idle_threads > 0
            && let Some(request) = self.queue.pop_front()
        {
            let Some(index) = self.threads.iter().position(Option::is_none) else { return };
            let thread = ThreadId(u16::try_from(index).unwrap_or(u16::MAX));
            self.threads[index] = Some(request);
            self.idle_threads -= 1;
            cx.record(Fact::ThreadTook { request, thread });
            let Some(job) = self.jobs.get_mut(request) else { continue };
            job.thread = Some(thread);
            match job.step {
                Step::Resuming(end) => self.after_call(cx, request, end),
                Step::Queued | Step::Before | Step::Call | Step::After => self.work(cx, request, Step::Before),
            }
        }
    }

    fn work(&mut self, cx: &mut Cx<'_>, request: RequestId, step: Step) {
        let Some(job) = self.jobs.get_mut(request) else { return };
        (job.step, job.since) = (step, cx.now);
        let (dist, number) = if step == Step::Before { (cx.plan.work_before, 0) } else { (cx.plan.work_after, 1) };
        let takes = cx.draw(dist, Stream::Work, request.0.into(), number);
        cx.schedule(takes, Event::Worked(request));
    }

    fn worked(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        match self.jobs.get(request).map(|job| job.step) {
            Some(Step::Before) => self.call(cx, request),
            Some(Step::After) => self.answer(cx, request, 200),
            Some(Step::Queued | Step::Call | Step::Resuming(_)) | None => {}
        }
    }

    /// The handler's thread lets go of it.
    fn free(&mut self, cx: &mut Cx<'_>, request: RequestId, why: ThreadRelease) {
        let Some(thread) = self.jobs.get_mut(request).and_then(|job| job.thread.take()) else { return };
        if let Some(entry) = self.threads.get_mut(usize::from(thread.0)) {
            *entry = None;
            self.idle_threads += 1;
        }
        cx.record(Fact::ThreadFreed { request, thread, why });
    }

    // ---- the call to C ----

    fn call(&mut self, cx: &mut Cx<'_>, request: RequestId) {
        let Some(job) = self.jobs.get_mut(request) else { return };
        (job.step, job.since) = (Step::Call, cx.now);
        self.outbound.start(cx, request, self.call_style);
        if self.call_style == CallStyle::Awaited {
            self.free(cx, request, ThreadRelease::Awaits);
            self.dispatch(cx);
        }
    }

    pub(crate) fn dependency_signal(&mut self, cx: &mut Cx<'_>, connection: ConnectionId, signal: Signal) {
        if let Some((request, call, code)) = self.outbound.signal(cx, connection, signal) {
            self.call_ended(cx, request, call, CallEnd::Answered(code));
        }
    }

    fn call_ended(&mut self, cx: &mut Cx<'_>, request: RequestId, call: CallId, end: CallEnd) {
        // The slot goes to the next one first; then the handler goes on, because of the call's end.
        let cause = cx.cause;
        cx.record(Fact::CallEnded { request, call, end });
        let ended = cx.cause;
        cx.cause = cause;
        self.outbound.free_slot(cx, request);
        cx.cause = ended;
        let Some(job) = self.jobs.get_mut(request) else { return };
        if job.thread.is_some() {
            return self.after_call(cx, request, end);
        }
        (job.step, job.since) = (Step::Resuming(end), cx.now);
        cx.record(Fact::ResumeQueued { request });
        self.queue.push_back(request);
        self.dispatch(cx);
    }

    fn after_call(&mut self, cx: &mut Cx<'_>, request: RequestId, end: CallEnd) {
        match end {
            CallEnd::Answered(_) => self.work(cx, request, Step::After),
            // TaskCanceledException, caught by nobody: Kestrel answers 500.
            CallEnd::TimedOut => self.answer(cx, request, 500),
        }
    }

    // ---- the answer ----

    fn answer(&mut self, cx: &mut Cx<'_>, request: RequestId, code: u16) {
        let Some(job) = self.jobs.get(request) else { return };
        let (connection, ghost) = (job.connection, job.ghost);
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.current = None;
        }
        cx.record(Fact::Answered { request, code, unread: ghost });
        if !ghost {
            self.write(cx, connection, request, code);
        }
        self.free(cx, request, ThreadRelease::Done);
        self.jobs.remove(request);
        self.dispatch(cx);
    }

    fn write(&mut self, cx: &mut Cx<'_>, connection: ConnectionId, request: RequestId, code: u16) {
        let message = if code == 200 { Message::Ok } else { Message::OwnError };
        if cx.hit_by(Fault::FinBeforeStatus, request.0) {
            cx.record(Fact::FaultHit(Fault::FinBeforeStatus, request));
            cx.close(connection, Side::Far, CloseReason::Fault);
        } else if cx.hit_by(Fault::RstMidHeaders, request.0) {
            cx.record(Fact::FaultHit(Fault::RstMidHeaders, request));
            let whole = cx.messages.excerpt(message, request.0);
            // The status line and half of the first field: enough to be a head, not enough to be one that ended.
            let part = Excerpt { length: 27.min(whole.length), ..whole };
            cx.send_excerpt(connection, Side::Far, request, part);
            self.peers.remove(connection);
            cx.reset(connection, Side::Far, CloseReason::Fault);
        } else {
            cx.send(connection, Side::Far, message, request);
        }
    }

    // ---- for the snapshot ----

    pub(crate) fn view(&self) -> BView {
        let queued = self.queue.iter().filter_map(|&request| {
            let job = self.jobs.get(request)?;
            let resumed = matches!(job.step, Step::Resuming(_));
            Some(Queued { request, since: job.since, ghost: job.ghost, resumed })
        });
        let busy = |request: RequestId| {
            let job = self.jobs.get(request)?;
            Some(Busy { request, doing: self.doing(request, job), since: job.since, ghost: job.ghost })
        };
        let awaiting = self.jobs.iter().filter(|(_, job)| job.thread.is_none() && job.step == Step::Call);
        BView {
            queue: queued.collect(),
            threads: self.threads.iter().map(|thread| thread.and_then(busy)).collect(),
            awaiting: awaiting
                .map(|(request, job)| Awaiting {
                    request,
                    doing: self.doing(request, job),
                    since: job.since,
                    ghost: job.ghost,
                })
                .collect(),
            call_style: self.call_style,
            slots: self.outbound.limit(),
            held_slots: self.outbound.held(),
            slot_waiters: self.outbound.waiters(),
            call_timeout: self.outbound.timeout(),
            silent: self.peers.iter().filter_map(|(_, peer)| peer.silent).collect(),
        }
    }

    fn doing(&self, request: RequestId, job: &Job) -> Doing {
        match (job.step, self.outbound.call_of(request)) {
            (Step::Call, Some(Call { slot: Some(slot), .. })) => Doing::WaitingForC(*slot),
            (Step::Call, _) => Doing::WaitingForSlot,
            _ => Doing::Working,
        }
    }

    /// Whether A has gone for this request while B still works on it.
    pub(crate) fn is_ghost(&self, request: RequestId) -> bool {
        self.jobs.get(request).is_some_and(|job| job.ghost)
    }
}

impl Peer {
    /// Accepted, and nothing runs on it.
    fn is_idle(&self) -> bool {
        self.accepted && self.current.is_none() && self.silent.is_none()
    }
}
