//! Who works and waits, what is held, and what is waited for: the words in which every cause is told.

use super::{CallId, ClientId, ExchangeId, Fault, PoolId, RequestId, TaskId};

/// Whoever works or waits. Each is begun for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A client machine. It begins requests and is begun by nobody.
    Client(ClientId),
    /// A request of a client.
    Request(RequestId),
    /// What a gateway does for a request, or for an exchange of the gateway before it.
    Exchange(ExchangeId),
    /// Work of an application for an exchange, or of a dependency for a call.
    Task(TaskId),
    /// A call that a task makes to a dependency.
    Call(CallId),
}

impl Party {
    /// Keys in the order of parties: the kind, and the number.
    pub fn keys(self) -> (u64, u64) {
        match self {
            Self::Client(id) => (0, id.0.into()),
            Self::Request(id) => (1, id.0.into()),
            Self::Exchange(id) => (2, id.0.into()),
            Self::Task(id) => (3, id.0.into()),
            Self::Call(id) => (4, id.0.into()),
        }
    }
}

/// What a party waits for, or is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A unit of a pool: it stands in that pool's queue.
    Unit(PoolId),
    /// The end of another party; a thread that it holds stands still meanwhile.
    Done(Party),
    /// An answer from the other end of its connection.
    Reply,
    /// An answer to its SYN.
    Handshake,
    /// A time that passes by itself: a dependency needs so long.
    Timer,
    /// Nothing: it computes.
    Cpu,
    /// The end of a fault that keeps it silent; for some faults that never frees it.
    Fault(Fault),
}

/// What the units of a pool are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PoolKind {
    /// Worker threads of a gateway's `w3wp.exe`. Exchanges that wait for their first one are the queue of http.sys.
    Worker,
    /// Worker threads of an application. Tasks that wait for one are its work queue.
    Thread,
    /// Connections that an application may hold to a dependency: `MaxConnectionsPerServer`.
    Connection,
}

/// Why a party gave up a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leave {
    /// Its own time-out passed.
    TimedOut,
}

/// How a party that is not an exchange ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Over {
    /// A request or a call has its complete answer, with this status.
    Got(u16),
    /// A client's patience ended; it closed the connection.
    Left,
    /// A task answered with this status; `unread`: whoever asked had gone, nobody reads it.
    Answered {
        /// The status.
        code: u16,
        /// Whether nobody reads it.
        unread: bool,
    },
    /// A task went with its connection or its process, unanswered; a call with the process that made it.
    Dropped,
    /// The time-out of a call passed.
    TimedOut,
}
