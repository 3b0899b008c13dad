//! `502.3.12002` and its parts.

use std::fmt;

/// A Win32 or WinHTTP error code as IIS writes it in `sc-win32-status`.
/// Names are those of winhttp.h and winerror.h.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Win32(pub u32);

impl Win32 {
    /// No error.
    pub const NONE: Self = Self(0);
    /// The network name is no longer available: the client has gone.
    pub const NETNAME_DELETED: Self = Self(64);
    /// A WinHTTP operation took longer than its time-out.
    pub const TIMEOUT: Self = Self(12002);
    /// The connection could not be made.
    pub const CANNOT_CONNECT: Self = Self(12029);
    /// The connection was reset or terminated.
    pub const CONNECTION_ERROR: Self = Self(12030);
    /// The answer could not be parsed as HTTP, or ended too early.
    pub const INVALID_SERVER_RESPONSE: Self = Self(12152);

    /// The symbol of winhttp.h or winerror.h, where this program uses the code.
    pub const fn symbol(self) -> Option<&'static str> {
        match self.0 {
            0 => Some("ERROR_SUCCESS"),
            64 => Some("ERROR_NETNAME_DELETED"),
            12002 => Some("ERROR_WINHTTP_TIMEOUT"),
            12029 => Some("ERROR_WINHTTP_CANNOT_CONNECT"),
            12030 => Some("ERROR_WINHTTP_CONNECTION_ERROR"),
            12152 => Some("ERROR_WINHTTP_INVALID_SERVER_RESPONSE"),
            _ => None,
        }
    }
}

/// Status, sub-status and Win32 code of a finished request, as in the three fields of the IIS log.
/// Sub-status and Win32 code are never on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status {
    /// `sc-status`, what the client gets.
    pub code: u16,
    /// `sc-substatus`.
    pub sub: u16,
    /// `sc-win32-status`.
    pub win32: Win32,
}

/// What a status says of a request: the one place that tells a failure from a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The client got what it asked for.
    Success,
    /// It ended at the client: it had gone, or asked for what it cannot have.
    Client,
    /// A server failed by itself: B's own error, passed on, or a full queue at A.
    Server,
    /// 502.3: A could not forward.
    Forwarder,
}

impl Status {
    /// 502.3, Bad Gateway: Forwarder Connection Error, with the code of the WinHTTP operation that failed.
    pub const fn forwarder_error(win32: Win32) -> Self {
        Self { code: 502, sub: 3, win32 }
    }

    /// B's own status, passed through: sub-status and Win32 code are 0.
    pub const fn passed_through(code: u16) -> Self {
        Self { code, sub: 0, win32: Win32::NONE }
    }

    /// At whose end it went wrong, if it did.
    pub const fn class(self) -> Class {
        match self {
            Self { code: 502, sub: 3, .. } => Class::Forwarder,
            Self { code: 500.., .. } => Class::Server,
            Self { code: ..400, win32: Win32::NONE, .. } => Class::Success,
            Self { code: ..500, .. } => Class::Client,
        }
    }

    /// Whether the client got what it asked for: no error status, and no error in sending it.
    pub const fn is_success(self) -> bool {
        matches!(self.class(), Class::Success)
    }

    /// Whether this is 502.3.
    pub const fn is_forwarder_error(self) -> bool {
        matches!(self.class(), Class::Forwarder)
    }
}

/// The human notation: `200`, `502.3.12002`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.sub, self.win32.0) {
            (0, 0) => write!(f, "{}", self.code),
            (sub, 0) => write!(f, "{}.{sub}", self.code),
            (sub, win32) => write!(f, "{}.{sub}.{win32}", self.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_is_of_one_class() {
        let status = |code, sub, win32| Status { code, sub, win32 };
        for (status, class) in [
            (Status::passed_through(200), Class::Success),
            (Status::passed_through(304), Class::Success),
            (status(200, 0, Win32::NETNAME_DELETED), Class::Client),
            (Status::passed_through(404), Class::Client),
            (status(400, 604, Win32::NETNAME_DELETED), Class::Client),
            (Status::passed_through(500), Class::Server),
            (Status::passed_through(502), Class::Server),
            (Status::passed_through(503), Class::Server),
            (Status::forwarder_error(Win32::TIMEOUT), Class::Forwarder),
            (Status::forwarder_error(Win32::NETNAME_DELETED), Class::Forwarder),
        ] {
            assert_eq!(status.class(), class, "{status}");
        }
    }
}
