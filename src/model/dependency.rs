//! A dependency: a Web API that accepts every call and answers after its time, unless a fault keeps it silent.
//!
//! ```text
//! request read ─► Working ─► answered
//!                    └─► Held (a fault keeps it silent) ─► answered when the fault ends
//! ```

use super::cx::{Cause, Cx};
use super::event::{Connection, DependencyEvent, Event, Passenger};
use super::flow::{self, Signal};
use super::message::Message;
use super::slab::{Key, Slab};
use crate::kernel::{Stream, Time, order};
use crate::plan::{DependencyPlan, Plan};
use crate::trace::{Fact, PartyView};
use crate::vocabulary::{Acts, CloseReason, ConnectionId, Fault, Over, Party, Serving, Side, TaskId, What};
use crate::wire::http1::{RequestReader, Strictness};

#[derive(Clone, Debug)]
struct Peer {
    reader: RequestReader,
    task: Option<Key<TaskId>>,
}

/// A call that it works on.
#[derive(Clone, Copy, Debug)]
struct Task {
    of: Passenger,
    connection: Connection,
    begun: Time,
    since: Time,
    held: Option<Fault>,
}

/// A dependency.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    /// Its index in the plan.
    index: u16,
    peers: Slab<ConnectionId, Peer>,
    tasks: Slab<TaskId, Task>,
}

impl Dependency {
    pub(crate) fn new(index: u16) -> Self {
        Self { index, peers: Slab::default(), tasks: Slab::default() }
    }

    fn plan<'a>(&self, cx: &Cx<'a>) -> &'a DependencyPlan {
        &cx.plan.dependencies[usize::from(self.index)]
    }

    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, cause: Cause, event: DependencyEvent) {
        let DependencyEvent::Ready(key) = event;
        let place = self.plan(cx).place;
        let Some(task) = self.tasks.get_mut(key) else { return };
        let on_ready = |acts| match acts {
            Acts::OnReady(effect) => Some(effect),
            Acts::OnSyn(_) | Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) | Acts::OnCall(_) => None,
        };
        match cx.struck(cause, place, task.of, on_ready) {
            None => self.answer(cx, cause, key),
            Some(struck) => match struck.effect {
                Serving::Silence => hold(cx, struck.cause, key, task, struck.fault),
                // It has taken its own time by now: the fault adds to it.
                Serving::Delay => {
                    cx.schedule(struck.cause, struck.setting.delay, Event::Dependency(self.index, event));
                }
            },
        }
    }

    fn answer(&mut self, cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>) {
        let Some(task) = self.tasks.remove(key) else { return };
        if let Some(peer) = self.peers.get_mut(task.connection) {
            peer.task = None;
        }
        let how = Over::Answered { code: 200, unread: false };
        let cause = cx.record(cause, Fact::Over { party: Party::Task(key.id), how });
        flow::send(cx, cause, task.connection, Side::Far, task.of, Message::CallOk);
    }

    /// Answers what it held: the fault has ended.
    pub(crate) fn release(&mut self, cx: &mut Cx<'_>, cause: Cause, fault: Fault) {
        let tasks = self.tasks.iter().filter(|(_, task)| task.held == Some(fault));
        let mut held: Vec<Key<TaskId>> = tasks.map(|(key, _)| key).collect();
        order(&mut held, |key| (0, key.id.0.into()));
        for key in held {
            self.answer(cx, cause, key);
        }
    }

    pub(crate) fn signal(
        &mut self,
        cx: &mut Cx<'_>,
        cause: Cause,
        connection: Connection,
        of: Passenger,
        signal: Signal,
    ) {
        match signal {
            Signal::Syn => {
                let reader = RequestReader::new(Strictness::KESTREL);
                self.peers.put(connection, Peer { reader, task: None });
                flow::accept(cx, cause, connection);
            }
            Signal::Bytes(bytes) => {
                let Some(peer) = self.peers.get_mut(connection) else { return };
                if cx.completes(&mut peer.reader, bytes) {
                    self.begin(cx, cause, connection, of);
                }
            }
            Signal::Fin | Signal::Rst => {
                let task = self.peers.take(connection).and_then(|peer| peer.task);
                let mut cause = cause;
                if let Some(key) = task
                    && self.tasks.remove(key).is_some()
                {
                    cause = cx.record(cause, Fact::Over { party: Party::Task(key.id), how: Over::Dropped });
                }
                flow::close(cx, cause, connection, Side::Far, CloseReason::PeerClosed);
            }
            Signal::Connected | Signal::ConnectFailed { .. } => {}
        }
    }

    fn begin(&mut self, cx: &mut Cx<'_>, cause: Cause, connection: Connection, of: Passenger) {
        cx.numbers.tasks += 1;
        let id = TaskId(cx.numbers.tasks);
        let plan = self.plan(cx);
        let party = Party::Task(id);
        let cause = cx.record(cause, Fact::Begins { party, of: of.party, place: plan.place });
        let entity = u64::from(plan.place.0) << 32 | u64::from(of.request.0);
        let mut task = Task { of, connection, begun: cx.now, since: cx.now, held: None };
        let takes = cx.draw(plan.takes, Stream::Dependency, entity, of.turn.into());
        let key = self.tasks.next_key(id);
        let on_call = |acts| match acts {
            Acts::OnCall(effect) => Some(effect),
            Acts::OnSyn(_) | Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) | Acts::OnReady(_) => None,
        };
        let ready = Event::Dependency(self.index, DependencyEvent::Ready(key));
        match cx.struck(cause, plan.place, of, on_call) {
            None => {
                cx.schedule(cause, takes, ready);
            }
            Some(struck) => match struck.effect {
                Serving::Silence => hold(cx, struck.cause, key, &mut task, struck.fault),
                Serving::Delay => {
                    cx.schedule(struck.cause, struck.setting.delay, ready);
                }
            },
        }
        self.tasks.add(id, task);
        if let Some(peer) = self.peers.get_mut(connection) {
            peer.task = Some(key);
        }
    }

    /// How much memory a clone takes [bytes].
    pub(crate) fn size(&self) -> usize {
        self.peers.size() + self.tasks.size()
    }

    /// For the snapshot.
    pub(crate) fn view(&self, plan: &Plan, parties: &mut Vec<PartyView>) {
        let place = plan.dependencies[usize::from(self.index)].place;
        parties.extend(self.tasks.iter().map(|(key, task)| PartyView {
            party: Party::Task(key.id),
            of: task.of.party,
            request: task.of.request,
            place,
            begun: task.begun,
            what: task.held.map_or(What::Timer, What::Fault),
            since: task.since,
            gone: false,
        }));
    }
}

/// A fault keeps it silent about a call.
fn hold(cx: &mut Cx<'_>, cause: Cause, key: Key<TaskId>, task: &mut Task, fault: Fault) {
    (task.held, task.since) = (Some(fault), cx.now);
    cx.record(cause, Fact::Waits { party: Party::Task(key.id), what: What::Fault(fault) });
}
