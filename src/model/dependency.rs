//! Dependency C: a Web API that accepts every call and answers after its time, unless a fault keeps it silent.
//!
//! ```text
//! request read ─► Working ─► answered
//!                    └─► Held (dependency-hang acts) ─► answered when the fault ends
//! ```

use super::cx::Cx;
use super::message::Message;
use super::net::{Net, Side, Signal};
use super::table::Table;
use crate::kernel::{Stream, Time};
use crate::trace::Fact;
use crate::vocabulary::{CallId, CloseReason, ConnectionId, Fault, RequestId};
use crate::wire::http1::{Progress, RequestReader, Strictness};

/// What C has scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// C has its answer to the call on this connection.
    Ready(ConnectionId, CallId),
}

#[derive(Clone, Debug)]
struct Peer {
    reader: RequestReader,
    call: Option<Call>,
}

/// A call that C works on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) request: RequestId,
    pub(crate) since: Time,
    pub(crate) held: bool,
    id: CallId,
}

/// Dependency C.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dependency {
    peers: Table<ConnectionId, Peer>,
}

impl Dependency {
    pub(crate) fn handle(&mut self, cx: &mut Cx<'_>, event: Event) {
        let Event::Ready(connection, id) = event;
        let Some(call) = self.peers.get_mut(connection).and_then(|peer| peer.call.as_mut()) else { return };
        if call.id != id {
            return;
        }
        if cx.hit_by(Fault::DependencyHang, id.0) {
            call.held = true;
            let request = call.request;
            cx.record(Fact::FaultHit(Fault::DependencyHang, request));
            cx.record(Fact::CallHeld { request, call: id });
            return;
        }
        self.answer(cx, connection);
    }

    fn answer(&mut self, cx: &mut Cx<'_>, connection: ConnectionId) {
        let Some(peer) = self.peers.get_mut(connection) else { return };
        let Some(call) = peer.call.take() else { return };
        peer.reader.restart();
        cx.record(Fact::CallAnswered { request: call.request, call: call.id });
        cx.send(connection, Side::Far, Message::CallOk, call.request);
    }

    /// Answers what it held: the fault has ended.
    pub(crate) fn release(&mut self, cx: &mut Cx<'_>) {
        let held: Vec<ConnectionId> = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.call.is_some_and(|call| call.held))
            .map(|(connection, _)| connection)
            .collect();
        let cause = cx.cause;
        for connection in held {
            cx.cause = cause;
            self.answer(cx, connection);
        }
    }

    pub(crate) fn signal(&mut self, cx: &mut Cx<'_>, connection: ConnectionId, request: RequestId, signal: Signal) {
        match signal {
            Signal::Syn => {
                let reader = RequestReader::new(Strictness::KESTREL);
                self.peers.insert(connection, Peer { reader, call: None });
                Net::accept(cx, connection);
            }
            Signal::Bytes(bytes) => {
                let Some(peer) = self.peers.get_mut(connection) else { return };
                if peer.reader.feed(cx.read(bytes)) == Ok(Progress::Complete) {
                    let id = CallId(call_number(peer.reader.target()));
                    peer.call = Some(Call { request, since: cx.now, held: false, id });
                    self.begin(cx, connection, request, id);
                }
            }
            Signal::Fin | Signal::Rst => {
                self.peers.remove(connection);
                cx.close(connection, Side::Far, CloseReason::PeerClosed);
            }
            Signal::Connected | Signal::ConnectFailed { .. } => {}
        }
    }

    fn begin(&mut self, cx: &mut Cx<'_>, connection: ConnectionId, request: RequestId, call: CallId) {
        cx.record(Fact::CallArrived { request, call });
        let mut takes = cx.draw(cx.plan.dependency_time, Stream::Dependency, call.0.into(), 0);
        if cx.hit_by(Fault::DependencySlow, call.0)
            && let Some(setting) = cx.faults.acting(Fault::DependencySlow)
        {
            takes = setting.delay;
            cx.record(Fact::FaultHit(Fault::DependencySlow, request));
        }
        cx.schedule(takes, Event::Ready(connection, call));
    }

    /// The calls it works on, by arrival.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let mut calls: Vec<Call> = self.peers.iter().filter_map(|(_, peer)| peer.call).collect();
        calls.sort_by_key(|call| (call.since, call.id));
        calls
    }
}

/// `/stock/17` is about call 17.
fn call_number(target: &[u8]) -> u32 {
    let digits = target.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
    digits
        .iter()
        .fold(0, |number: u32, digit| number.wrapping_mul(10).wrapping_add(u32::from(digit.wrapping_sub(b'0'))))
}

#[cfg(test)]
mod tests {
    use super::call_number;

    #[test]
    fn the_number_of_a_call_stands_at_the_end_of_its_target() {
        assert_eq!(call_number(b"/stock/17"), 17);
        assert_eq!(call_number(b"/stock/4294967295"), u32::MAX);
        assert_eq!(call_number(b""), 0);
    }
}
