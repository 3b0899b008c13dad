//! Why exchanges and connections end.

use super::{Phase, Status, Win32};

/// Why A finished a request the way it did. Decided by A, except for [`Ending::Answered`], where B decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// B answered and A passed the answer on.
    Answered,
    /// Every SYN was answered by RST.
    Refused,
    /// No SYN was answered: TCP gave up, or the time-out of the proxy was shorter.
    ConnectTimedOut,
    /// The time-out of the proxy passed without a byte from B, in this phase.
    TimedOut(Phase),
    /// B closed the connection (FIN) before the answer was complete, in this phase.
    Closed(Phase),
    /// B reset the connection (RST) before the answer was complete, in this phase.
    Reset(Phase),
    /// What B wrote is no HTTP response head.
    Invalid(InvalidHead),
    /// The client had gone, and A found out when B produced something.
    ClientGone,
    /// The request queue of http.sys was full; w3wp never saw the request.
    QueueFull,
}

/// Why bytes are not a response head that WinHTTP accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InvalidHead {
    /// The first bytes are not `HTTP/`.
    NoHttpVersion,
    /// The status line has no three-digit status code.
    NoStatusCode,
    /// A header line has no colon.
    NoColon,
    /// The head is longer than the limit of 64 KB.
    TooLong,
    /// `Content-Length` is not a number, or two of them disagree.
    BadContentLength,
    /// A chunk of the body is malformed.
    BadChunk,
}

impl Ending {
    /// Sub-status and Win32 code that IIS logs for this ending where A itself failed the request
    /// (facts and sources: Microsoft, "Troubleshooting 502 Errors in ARR"; ASP.NET Core Module source).
    /// `None` where B or the client decided.
    pub const fn forwarder_status(self) -> Option<Status> {
        let win32 = match self {
            Self::Refused => Win32::CANNOT_CONNECT,
            Self::ConnectTimedOut | Self::TimedOut(_) => Win32::TIMEOUT,
            Self::Closed(_) | Self::Invalid(_) => Win32::INVALID_SERVER_RESPONSE,
            Self::Reset(_) => Win32::CONNECTION_ERROR,
            Self::Answered | Self::ClientGone | Self::QueueFull => return None,
        };
        Some(Status::forwarder_error(win32))
    }

    /// The phase of A's exchange with B in which it ended, if it failed there.
    pub const fn phase(self) -> Option<Phase> {
        match self {
            Self::Refused | Self::ConnectTimedOut => Some(Phase::Connect),
            Self::TimedOut(phase) | Self::Closed(phase) | Self::Reset(phase) => Some(phase),
            Self::Invalid(InvalidHead::BadChunk) => Some(Phase::ReadBody),
            Self::Invalid(_) => Some(Phase::ReadHeader),
            Self::Answered | Self::ClientGone | Self::QueueFull => None,
        }
    }
}

/// Why a node closed a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CloseReason {
    /// The exchange is complete and the connection is not kept.
    Done,
    /// The peer closed first.
    PeerClosed,
    /// It stood unused in the pool for too long.
    Idle,
    /// The time-out of the proxy passed.
    TimedOut,
    /// The time-out of the call to C passed.
    CallTimedOut,
    /// The peer wrote what cannot be read.
    Unreadable,
    /// The client's patience ended.
    Impatient,
    /// A fault asked for it.
    Fault,
    /// http.sys refused the request.
    QueueFull,
}
