//! The faults that a reader can switch on.

use super::{Hosting, closed};

closed! {
    /// A fault: what goes wrong, and thereby where.
    Fault,
    /// All faults, in the order of the panel: by phase.
    ALL {
        /// C accepts calls and stays silent; held calls are answered once the fault ends.
        DependencyHang = "dependency-hang",
        /// C takes longer for each call.
        DependencySlow = "dependency-slow",
        /// Nothing listens on B's port: a SYN is answered by RST.
        ConnectRefused = "connect-refused",
        /// A SYN to B is never answered.
        ConnectBlackhole = "connect-blackhole",
        /// B reads the request and never answers.
        HangBeforeStatus = "hang-before-status",
        /// B closes the connection instead of answering.
        FinBeforeStatus = "fin-before-status",
        /// B resets the connection in the middle of the head.
        RstMidHeaders = "rst-mid-headers",
        /// What answers on B's port does not speak HTTP.
        GarbageStatusLine = "garbage-status-line",
    }
}

/// Where in the forwarding a fault shows: the phases of A's exchange with B, and C behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// B waits for C.
    Dependency,
    /// A opens a connection to B.
    Connect,
    /// A has sent the request and waits for the first byte of the head.
    AwaitHeader,
    /// A reads the head.
    ReadHeader,
    /// A reads the body.
    ReadBody,
}

/// Why a fault cannot happen under a hosting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impossible {
    /// B is reached on 127.0.0.1, where a SYN is always answered.
    Loopback,
}

impl Fault {
    /// The place in [`Fault::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The phase in which the fault shows.
    pub const fn phase(self) -> Phase {
        match self {
            Self::DependencyHang | Self::DependencySlow => Phase::Dependency,
            Self::ConnectRefused | Self::ConnectBlackhole => Phase::Connect,
            Self::HangBeforeStatus | Self::FinBeforeStatus => Phase::AwaitHeader,
            Self::RstMidHeaders | Self::GarbageStatusLine => Phase::ReadHeader,
        }
    }

    /// Why this fault cannot happen under `hosting`, if it cannot.
    pub const fn impossible_under(self, hosting: Hosting) -> Option<Impossible> {
        match (self, hosting) {
            (Self::ConnectBlackhole, Hosting::AspNetCoreOutOfProcess) => Some(Impossible::Loopback),
            (Self::ConnectBlackhole, Hosting::ArrFarm)
            | (
                Self::DependencyHang
                | Self::DependencySlow
                | Self::ConnectRefused
                | Self::HangBeforeStatus
                | Self::FinBeforeStatus
                | Self::RstMidHeaders
                | Self::GarbageStatusLine,
                Hosting::ArrFarm | Hosting::AspNetCoreOutOfProcess,
            ) => None,
        }
    }
}
