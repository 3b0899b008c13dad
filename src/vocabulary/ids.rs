//! Typed ids. All are explicitly sized, since ids are stored and hashed alike natively and in WASM.

use std::fmt;

use super::closed;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($raw:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $raw);
    };
}

id! {
    /// A request of the client, numbered from 1 in the order of arrival. Shown as `#41`.
    RequestId(u32)
}
id! {
    /// A call that B makes to C, numbered from 1 over the whole run.
    CallId(u32)
}
id! {
    /// A client machine, from 0.
    ClientId(u16)
}
id! {
    /// A TCP connection on any hop, numbered from 1 over the whole run.
    ConnectionId(u32)
}
id! {
    /// A worker thread of A's `w3wp.exe`, from 0.
    WorkerId(u16)
}
id! {
    /// A worker thread of B, from 0.
    ThreadId(u16)
}
id! {
    /// An outbound connection slot of B (`MaxConnectionsPerServer`), from 0.
    SlotId(u32)
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// The four nodes of the chain, left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// The client machines.
    Client,
    /// Server A: http.sys and w3wp, the gateway.
    A,
    /// Server B: the application.
    B,
    /// Dependency C: what B calls.
    C,
}

closed! {
    /// A link between neighbours.
    Hop,
    /// All hops, left to right.
    ALL {
        /// Client to A.
        ClientA,
        /// A to B.
        AB,
        /// B to C.
        BC,
    }
}

impl Hop {
    /// The node that opens connections on this hop.
    pub const fn near(self) -> Node {
        match self {
            Self::ClientA => Node::Client,
            Self::AB => Node::A,
            Self::BC => Node::B,
        }
    }

    /// The node that listens on this hop.
    pub const fn far(self) -> Node {
        match self {
            Self::ClientA => Node::A,
            Self::AB => Node::B,
            Self::BC => Node::C,
        }
    }
}
