//! What will happen, as plain data: no event knows a node, so that anybody can schedule any.

use super::slab::Key;
use crate::kernel::Time;
use crate::trace::{Excerpt, RecordId};
use crate::vocabulary::{CallId, ConnectionId, ExchangeId, Fault, Party, PlaceId, RequestId, Side, TaskId, UnitId};

/// A connection.
pub(crate) type Connection = Key<ConnectionId>;

/// An event and the record that brought it about.
#[derive(Clone, Debug)]
pub(crate) struct Scheduled {
    pub(crate) event: Event,
    pub(crate) cause: Option<RecordId>,
}

/// Everything that can be scheduled. Nodes are named by their index among those of their kind.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Net(NetEvent),
    Client(ClientEvent),
    Gateway(u16, GatewayEvent),
    App(u16, AppEvent),
    Dependency(u16, DependencyEvent),
    /// A fault begins or ends by its schedule.
    FaultEdge(Fault, PlaceId),
}

/// What is under way, or a timer of the network.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NetEvent {
    /// A segment arrives at an end.
    Arrive { connection: Connection, to: Side, segment: Segment, sent: Time, passenger: Passenger },
    /// The near end sends its next SYN, or gives up.
    SynTimer { connection: Connection },
}

/// What the clients have scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ClientEvent {
    /// The next request begins.
    Arrive(RequestId),
    /// A client has waited long enough.
    PatienceEnds(Key<RequestId>),
}

/// What a gateway has scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GatewayEvent {
    /// A worker is through with taking a request on, or has the response ready.
    WorkerDone(Key<ExchangeId>, UnitId),
    /// A worker is through with what comes after the response: log and clean-up.
    WorkerFree(UnitId),
    /// The time-out of the present operation of this exchange passed.
    TimedOut(Key<ExchangeId>),
    /// The oldest idle connection has been idle long enough.
    Idle,
}

/// What an application has scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AppEvent {
    /// The listener accepts the first connection of the backlog.
    Accept,
    /// The thread is through with a step of computing.
    Worked(Key<TaskId>),
    /// The time-out of a call passed.
    CallTimedOut(Key<CallId>),
}

/// What a dependency has scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DependencyEvent {
    /// It has its answer.
    Ready(Key<TaskId>),
}

/// For whom a segment travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Passenger {
    /// Who sends, or is answered.
    pub(crate) party: Party,
    /// For which request of a client.
    pub(crate) request: RequestId,
    /// Which of the request's parties of this kind it is, by what the request does and not by the order of events: chance
    /// is keyed by it.
    pub(crate) turn: u16,
}

/// A segment on a link.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Segment {
    Syn,
    SynAck,
    SynRst,
    Bytes(Excerpt),
    Fin,
    Rst,
}

impl Segment {
    /// How many kinds there are, each to each end.
    pub(crate) const KINDS: usize = 12;

    /// Which of them it is, sent to this end.
    pub(crate) const fn kind_index(self, to: Side) -> usize {
        let kind = match self {
            Self::Syn => 0,
            Self::SynAck => 1,
            Self::SynRst => 2,
            Self::Bytes(_) => 3,
            Self::Fin => 4,
            Self::Rst => 5,
        };
        kind * 2 + to as usize
    }
}
