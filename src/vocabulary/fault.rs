//! The faults that a reader can switch on: a row each. What a row says is all that the model knows of a fault; its words
//! stand in `text`.

use super::closed;

/// Makes the enum and the readers of its columns from one table.
macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $phase:expr, $acts:expr;)*) => {
        closed! {
            /// A fault: what goes wrong, and thereby where.
            Fault,
            /// All faults, in the order of the panel: by phase.
            ALL {
                $($(#[$doc])* $name = $slug,)*
            }
        }

        impl Fault {
            /// The phase in which the fault shows.
            pub const fn phase(self) -> Phase {
                match self { $(Self::$name => $phase,)* }
            }

            /// At which edge of which node it acts, and what it does there.
            pub const fn acts(self) -> Acts {
                match self { $(Self::$name => $acts,)* }
            }
        }
    };
}

faults! {
    /// C accepts calls and stays silent; held calls are answered once the fault ends.
    DependencyHang = "dependency-hang", Phase::Dependency, Acts::OnReady(Serving::Silence);
    /// C takes longer for each call.
    DependencySlow = "dependency-slow", Phase::Dependency, Acts::OnCall(Serving::Delay);
    /// Nothing listens on B's port: a SYN is answered by RST.
    ConnectRefused = "connect-refused", Phase::Connect, Acts::OnSyn(Connecting::Refuse);
    /// A SYN to B is never answered.
    ConnectBlackhole = "connect-blackhole", Phase::Connect, Acts::OnSyn(Connecting::Drop);
    /// B reads the request and never answers.
    HangBeforeStatus = "hang-before-status", Phase::AwaitHeader, Acts::OnRequest(Answering::Silence);
    /// B closes the connection instead of answering.
    FinBeforeStatus = "fin-before-status", Phase::AwaitHeader, Acts::OnAnswer(Answering::Fin);
    /// B resets the connection in the middle of the head.
    RstMidHeaders = "rst-mid-headers", Phase::ReadHeader, Acts::OnAnswer(Answering::ResetInHead);
    /// What answers on B's port does not speak HTTP.
    GarbageStatusLine = "garbage-status-line", Phase::ReadHeader, Acts::OnBytes(Answering::Garbage);
}

/// The edge of a node at which a fault acts, with its effect there. The first four are edges of what a gateway forwards
/// to, the last two of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Acts {
    /// A SYN arrives.
    OnSyn(Connecting),
    /// The bytes of a request are complete, before anything reads them as HTTP.
    OnBytes(Answering),
    /// The application has read the request.
    OnRequest(Answering),
    /// The application is about to write its answer.
    OnAnswer(Answering),
    /// The dependency accepts a call.
    OnCall(Serving),
    /// The dependency has its answer ready.
    OnReady(Serving),
}

/// What a fault does to a SYN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Connecting {
    /// It is answered by RST. Where it is each SYN to a member of a farm, the process ends when the fault begins: requests under
    /// way are reset, idle connections closed. Behind a module, connections that stand go on being used.
    Refuse,
    /// It is lost; idle connections are reset when the fault begins, as a firewall that forgets them does.
    Drop,
}

/// What a fault does instead of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answering {
    /// Nothing, for ever.
    Silence,
    /// Bytes that are no HTTP.
    Garbage,
    /// FIN.
    Fin,
    /// The beginning of the answer, then RST.
    ResetInHead,
}

/// What a fault does to a call at a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Serving {
    /// It is not answered until the fault ends.
    Silence,
    /// It takes the time that the setting of the fault says, instead of its own.
    Delay,
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

/// Why a fault cannot happen at a place.
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

    /// Why this fault cannot happen where B is reached over a link that is `loopback`, or is not.
    pub const fn impossible_over(self, loopback: bool) -> Option<Impossible> {
        match self.acts() {
            Acts::OnSyn(Connecting::Drop) if loopback => Some(Impossible::Loopback),
            Acts::OnSyn(Connecting::Drop | Connecting::Refuse)
            | Acts::OnBytes(_)
            | Acts::OnRequest(_)
            | Acts::OnAnswer(_)
            | Acts::OnCall(_)
            | Acts::OnReady(_) => None,
        }
    }

    /// Whether it befalls a dependency; else it befalls what a gateway forwards to.
    pub const fn befalls_dependency(self) -> bool {
        match self.acts() {
            Acts::OnCall(_) | Acts::OnReady(_) => true,
            Acts::OnSyn(_) | Acts::OnBytes(_) | Acts::OnRequest(_) | Acts::OnAnswer(_) => false,
        }
    }

    /// Whether its setting says how long a call takes.
    pub const fn takes_delay(self) -> bool {
        matches!(self.acts(), Acts::OnCall(Serving::Delay) | Acts::OnReady(Serving::Delay))
    }

    /// Whether what it holds back is let go when it ends.
    pub const fn releases(self) -> bool {
        matches!(self.acts(), Acts::OnCall(Serving::Silence) | Acts::OnReady(Serving::Silence))
    }
}
