//! The closed vocabulary of facts.

use super::Change;
use crate::kernel::{Span, Time};
use crate::vocabulary::{
    CallId, CallStyle, ClientId, CloseReason, ConnectionId, Ending, Fault, Hop, Hosting, Node, RequestId, SlotId,
    Slots, Status, ThreadId, WorkerId,
};

/// Names a record: its place in the trace, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub u32);

/// A fact, when it happened, and the record that brought it about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// When.
    pub at: Time,
    /// The record without which this one would not be; `None` for arrivals and changes.
    pub cause: Option<RecordId>,
    /// What.
    pub fact: Fact,
}

/// Bytes on the wire, kept as the template they were made from: `{n}` in the template stands for `number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Excerpt {
    /// Index into the templates of the trace.
    pub template: u16,
    /// What stands for `{n}`.
    pub number: u32,
    /// How many bytes, from the first, were sent.
    pub length: u32,
}

/// The settings that a run starts with, as far as readers of the trace need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// How A reaches B.
    pub hosting: Hosting,
    /// The time-out of the proxy.
    pub proxy_timeout: Span,
    /// Client machines.
    pub clients: u16,
    /// Workers of A.
    pub workers: u16,
    /// Worker threads of B.
    pub threads: u16,
    /// How B waits for C.
    pub call_style: CallStyle,
    /// Connections from B to C.
    pub slots: Slots,
    /// How long B waits for a call.
    pub call_timeout: Span,
}

/// How a call to C ended, seen from B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallEnd {
    /// C answered with this status.
    Answered(u16),
    /// B's time-out passed, in the wait for a slot or for C.
    TimedOut,
}

/// Why a thread of B let go of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThreadRelease {
    /// The handler is done.
    Done,
    /// The handler awaits a call.
    Awaits,
}

/// Everything that can happen. A request's story is the facts that name it, in order.
#[expect(
    missing_docs,
    reason = "fields are ids and counts whose names say all; what needs words is said at the variant"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The run begins, with these settings.
    Began(Settings),
    /// The reader (or the scenario) changed something.
    Changed(Change),
    /// A fault begins to act.
    FaultStarted(Fault),
    /// A fault ceases to act.
    FaultEnded(Fault),
    /// A fault hit this exchange or connection attempt.
    FaultHit(Fault, RequestId),

    // ---- connections, on any hop ----
    /// The near end sent a SYN; `attempt` counts from 1.
    SynSent { connection: ConnectionId, hop: Hop, request: RequestId, attempt: u8 },
    /// The SYN was answered by RST.
    SynRefused { connection: ConnectionId, attempt: u8 },
    /// The three-way handshake is done at the near end.
    Connected { connection: ConnectionId },
    /// The near end gave up connecting.
    ConnectFailed { connection: ConnectionId, request: RequestId },
    /// A node wrote bytes.
    Sent { connection: ConnectionId, from: Node, bytes: Excerpt },
    /// A node closed its end with FIN.
    FinSent { connection: ConnectionId, from: Node, why: CloseReason },
    /// A node reset the connection.
    RstSent { connection: ConnectionId, from: Node, why: CloseReason },

    // ---- client ----
    /// A client begins a request.
    RequestStarted { request: RequestId, client: ClientId },
    /// The client has the complete response.
    ResponseRead { request: RequestId, code: u16 },
    /// The client's patience ended; it closed the connection.
    ClientLeft { request: RequestId },

    // ---- A ----
    /// The first byte reached http.sys: `time-taken` begins.
    Arrived { request: RequestId },
    /// A worker of w3wp took the request from the queue of http.sys, or its completion.
    WorkerTook { request: RequestId, worker: WorkerId },
    /// The worker is free again.
    WorkerFreed { request: RequestId, worker: WorkerId },
    /// A has a connection to B for this request; `reused`: it lay in the pool.
    ConnectionTaken { request: RequestId, connection: ConnectionId, reused: bool },
    /// A wrote the request to B; it now waits for the head.
    Forwarded { request: RequestId, connection: ConnectionId },
    /// A has B's complete head.
    HeadRead { request: RequestId, code: u16 },
    /// A decided how the request ends and wrote the response: the row of the IIS log.
    /// `time_taken` runs from [`Fact::Arrived`]; a request that ends with [`Ending::QueueFull`] has no row in the site's log.
    Ended { request: RequestId, status: Status, ending: Ending, time_taken: Span, bytes_sent: u32 },

    // ---- B ----
    /// B has the complete request and puts it into its work queue.
    RequestRead { request: RequestId, connection: ConnectionId },
    /// A thread began with the request, or took up the rest of its handler after an await.
    ThreadTook { request: RequestId, thread: ThreadId },
    /// The thread let go of the request.
    ThreadFreed { request: RequestId, thread: ThreadId, why: ThreadRelease },
    /// The handler calls C.
    CallStarted { request: RequestId, call: CallId, style: CallStyle },
    /// No slot is free: the call waits for one.
    SlotAwaited { request: RequestId, call: CallId },
    /// The call has a slot.
    SlotTaken { request: RequestId, call: CallId, slot: SlotId },
    /// The slot is free again.
    SlotFreed { request: RequestId, slot: SlotId },
    /// The call ended.
    CallEnded { request: RequestId, call: CallId, end: CallEnd },
    /// After an await: the rest of the handler stands in the work queue.
    ResumeQueued { request: RequestId },
    /// B's connection learnt that A has closed; the handler does not look.
    PeerGone { request: RequestId },
    /// B finished the request; `unread`: A had gone, nobody reads it.
    Answered { request: RequestId, code: u16, unread: bool },

    // ---- C ----
    /// C accepted the call.
    CallArrived { request: RequestId, call: CallId },
    /// C would answer, but stays silent because of a fault.
    CallHeld { request: RequestId, call: CallId },
    /// C answered.
    CallAnswered { request: RequestId, call: CallId },
}

impl Fact {
    /// The request that the fact is about, if it names one.
    pub const fn request(&self) -> Option<RequestId> {
        match *self {
            Self::Began(_)
            | Self::Changed(_)
            | Self::FaultStarted(_)
            | Self::FaultEnded(_)
            | Self::SynRefused { .. }
            | Self::Connected { .. }
            | Self::Sent { .. }
            | Self::FinSent { .. }
            | Self::RstSent { .. } => None,
            Self::FaultHit(_, request)
            | Self::SynSent { request, .. }
            | Self::ConnectFailed { request, .. }
            | Self::RequestStarted { request, .. }
            | Self::ResponseRead { request, .. }
            | Self::ClientLeft { request }
            | Self::Arrived { request }
            | Self::WorkerTook { request, .. }
            | Self::WorkerFreed { request, .. }
            | Self::ConnectionTaken { request, .. }
            | Self::Forwarded { request, .. }
            | Self::HeadRead { request, .. }
            | Self::Ended { request, .. }
            | Self::RequestRead { request, .. }
            | Self::ThreadTook { request, .. }
            | Self::ThreadFreed { request, .. }
            | Self::CallStarted { request, .. }
            | Self::SlotAwaited { request, .. }
            | Self::SlotTaken { request, .. }
            | Self::SlotFreed { request, .. }
            | Self::CallEnded { request, .. }
            | Self::ResumeQueued { request }
            | Self::PeerGone { request }
            | Self::Answered { request, .. }
            | Self::CallArrived { request, .. }
            | Self::CallHeld { request, .. }
            | Self::CallAnswered { request, .. } => Some(request),
        }
    }
}
