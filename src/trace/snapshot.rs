//! The picture of an instant: who holds what, who waits. Plain data, made by the model, checked against the trace.

use super::FaultSetting;
use crate::kernel::{Span, Time};
use crate::vocabulary::{
    CallStyle, ClientId, ConnectionId, Fault, Hop, Hosting, Node, RequestId, SlotId, Slots, WorkerId,
};

/// Everything at one instant. Lists are in the order of arrival unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The instant.
    pub at: Time,
    /// The clients.
    pub client: ClientView,
    /// Server A.
    pub a: AView,
    /// Server B.
    pub b: BView,
    /// Dependency C.
    pub c: CView,
    /// All faults, in the order of [`Fault::ALL`].
    pub faults: Vec<FaultView>,
    /// Messages under way.
    pub flights: Vec<Flight>,
}

/// The clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientView {
    /// Machines.
    pub machines: u16,
    /// Requests without a complete response.
    pub waiting: Vec<OpenRequest>,
}

/// A request that a client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRequest {
    /// Which.
    pub request: RequestId,
    /// Whose.
    pub client: ClientId,
    /// Since when.
    pub since: Time,
}

/// Server A.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AView {
    /// How it reaches B.
    pub hosting: Hosting,
    /// The time-out of the proxy.
    pub timeout: Span,
    /// Requests in the queue of http.sys.
    pub queue: Vec<RequestId>,
    /// Its limit.
    pub queue_limit: u32,
    /// One entry a worker of w3wp: the request it is busy with.
    pub workers: Vec<Option<(WorkerId, RequestId)>>,
    /// Requests that A has taken on and not ended.
    pub exchanges: Vec<Exchange>,
    /// Idle connections to B in the pool.
    pub idle_connections: u32,
}

/// A request on its way between A and B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Which.
    pub request: RequestId,
    /// Its connection to B, once there is one.
    pub connection: Option<ConnectionId>,
    /// What A does for it.
    pub phase: ExchangePhase,
    /// When the request reached A.
    pub since: Time,
    /// When A will give up, if nothing comes.
    pub deadline: Option<Time>,
    /// Whether the client has left.
    pub client_gone: bool,
}

/// What A does for an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExchangePhase {
    /// A worker prepares it, before forwarding.
    Preparing,
    /// Opens a connection to B.
    Connecting,
    /// Has sent the request and waits for the head.
    AwaitingHeader,
    /// Has part of the answer and waits for the rest.
    Reading,
    /// Has decided, a worker writes the response.
    Finishing,
}

/// Server B.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BView {
    /// Requests (and rests of awaited handlers) without a thread.
    pub queue: Vec<Queued>,
    /// One entry a worker thread, in order of [`crate::vocabulary::ThreadId`]; `None`: idle.
    pub threads: Vec<Option<Busy>>,
    /// Handlers that await a call without a thread.
    pub awaiting: Vec<Awaiting>,
    /// How B waits for C, for new calls.
    pub call_style: CallStyle,
    /// The limit of connections to C.
    pub slots: Slots,
    /// Slots in use, in order of [`SlotId`].
    pub held_slots: Vec<HeldSlot>,
    /// Calls that wait for a slot, first in first.
    pub slot_waiters: Vec<RequestId>,
    /// How long B waits for a new call.
    pub call_timeout: Span,
    /// Exchanges that a fault made B forget: never answered, no thread.
    pub silent: Vec<RequestId>,
}

/// An entry of B's work queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Which.
    pub request: RequestId,
    /// Since when.
    pub since: Time,
    /// Whether A has closed the connection: nobody will read the answer.
    pub ghost: bool,
    /// Whether this is the rest of a handler after an await.
    pub resumed: bool,
}

/// A thread of B at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// For whom.
    pub request: RequestId,
    /// With what.
    pub doing: Doing,
    /// Since when it does that; for waits: since the call began.
    pub since: Time,
    /// Whether A has closed the connection.
    pub ghost: bool,
}

/// What a thread, or an awaiting handler, is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doing {
    /// It computes.
    Working,
    /// It waits for a slot.
    WaitingForSlot,
    /// It waits for C, on this slot.
    WaitingForC(SlotId),
}

/// A handler that awaits a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaiting {
    /// Which request.
    pub request: RequestId,
    /// For what it waits: a slot or C.
    pub doing: Doing,
    /// Since the call began.
    pub since: Time,
    /// Whether A has closed the connection.
    pub ghost: bool,
}

/// A slot in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldSlot {
    /// Which.
    pub slot: SlotId,
    /// By whom.
    pub request: RequestId,
}

/// Dependency C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CView {
    /// Calls that C has accepted and not answered.
    pub calls: Vec<HeldCall>,
    /// The mean time it takes without a fault.
    pub usual: Span,
}

/// A call at C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldCall {
    /// For which request.
    pub request: RequestId,
    /// Since when C has it.
    pub since: Time,
    /// Whether a fault keeps C silent about it.
    pub held: bool,
    /// Whether A has given up on the request.
    pub ghost: bool,
}

/// A fault, as set and as it acts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultView {
    /// Which.
    pub fault: Fault,
    /// Its schedule, if it is switched on.
    pub setting: Option<FaultSetting>,
    /// Whether it acts now.
    pub active: bool,
}

/// A message between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flight {
    /// On which link.
    pub hop: Hop,
    /// To which of its two ends.
    pub to: Node,
    /// For which request.
    pub request: RequestId,
    /// What it is.
    pub kind: FlightKind,
    /// When it was sent.
    pub sent: Time,
    /// When it arrives.
    pub due: Time,
}

/// What travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlightKind {
    /// Part of a handshake.
    Handshake,
    /// Bytes of a request.
    Request,
    /// Bytes of a response.
    Response,
    /// FIN or RST.
    Close,
}
