//! Typed ids. All are explicitly sized, since ids are stored and hashed alike natively and in WASM.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($raw:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $raw);
    };
}

id! {
    /// A request of the clients, numbered from 1 in the order of arrival. Shown as `#41`.
    RequestId(u32)
}
id! {
    /// An exchange of a gateway, numbered from 1 over the whole run.
    ExchangeId(u32)
}
id! {
    /// Work of an application or of a dependency, numbered from 1 over the whole run.
    TaskId(u32)
}
id! {
    /// A call from an application to a dependency, numbered from 1 over the whole run.
    CallId(u32)
}
id! {
    /// A TCP connection on any link, numbered from 1 over the whole run.
    ConnectionId(u32)
}
id! {
    /// A client machine, from 0.
    ClientId(u16)
}
id! {
    /// A place of the plan, from 0: the clients, a gateway, an application, a dependency.
    PlaceId(u16)
}
id! {
    /// A link of the plan, from 0.
    LinkId(u16)
}
id! {
    /// A pool of the plan, from 0.
    PoolId(u16)
}
id! {
    /// A unit of a pool, from 0: a thread, a worker, a slot.
    UnitId(u32)
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// An end of a link, or of a connection on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The end that opens connections.
    Near,
    /// The end that accepts them.
    Far,
}

impl Side {
    /// The end across.
    pub const fn other(self) -> Self {
        match self {
            Self::Near => Self::Far,
            Self::Far => Self::Near,
        }
    }
}
