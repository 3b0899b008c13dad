//! The faults that a reader can switch on.

use super::Hosting;

/// A fault: what goes wrong, and thereby where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// C accepts calls and stays silent; held calls are answered once the fault ends.
    DependencyHang,
    /// C takes longer for each call.
    DependencySlow,
    /// Nothing listens on B's port: a SYN is answered by RST.
    ConnectRefused,
    /// A SYN to B is never answered.
    ConnectBlackhole,
    /// B reads the request and never answers.
    HangBeforeStatus,
    /// B closes the connection instead of answering.
    FinBeforeStatus,
    /// B resets the connection in the middle of the head.
    RstMidHeaders,
    /// What answers on B's port does not speak HTTP.
    GarbageStatusLine,
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
    /// All faults, in the order of the panel: by phase.
    pub const ALL: [Self; 8] = [
        Self::DependencyHang,
        Self::DependencySlow,
        Self::ConnectRefused,
        Self::ConnectBlackhole,
        Self::HangBeforeStatus,
        Self::FinBeforeStatus,
        Self::RstMidHeaders,
        Self::GarbageStatusLine,
    ];

    /// The place in [`Fault::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The name in scenarios, links and logs of this program.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::DependencyHang => "dependency-hang",
            Self::DependencySlow => "dependency-slow",
            Self::ConnectRefused => "connect-refused",
            Self::ConnectBlackhole => "connect-blackhole",
            Self::HangBeforeStatus => "hang-before-status",
            Self::FinBeforeStatus => "fin-before-status",
            Self::RstMidHeaders => "rst-mid-headers",
            Self::GarbageStatusLine => "garbage-status-line",
        }
    }

    /// The fault with this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.slug() == slug)
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
            _ => None,
        }
    }
}
