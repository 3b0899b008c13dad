//! How A fronts B, and the three switches of how B calls C.

use std::fmt;

use super::closed;

closed! {
    /// How A reaches B.
    Hosting,
    /// All hostings, in the order of menus.
    ALL {
        /// Application Request Routing forwards to a farm member over the network.
        ArrFarm = "arr-farm",
        /// The ASP.NET Core Module, version 2, out of process: w3wp starts `dotnet.exe` and forwards over loopback.
        AspNetCoreOutOfProcess = "aspnetcore-out-of-process",
    }
}

impl Hosting {
    /// The time-out of the proxy where nothing is configured [s].
    ///
    /// 30 s is the default of an ARR farm (Microsoft, "Troubleshooting 502 Errors in ARR"); 120 s is the default of
    /// `aspNetCore/@requestTimeout` (aspnetcore_schema_v2.xml).
    pub const fn default_timeout_s(self) -> u64 {
        match self {
            Self::ArrFarm => 30,
            Self::AspNetCoreOutOfProcess => 120,
        }
    }
}

closed! {
    /// How B's handler waits for an answer of C.
    CallStyle,
    /// Both styles, in the order of controls.
    ALL {
        /// A synchronous call such as `HttpClient.Send`: the thread stands still until the call ends, and wakes by itself.
        Synchronous = "synchronous",
        /// `await`: no thread is held while the call runs; the rest of the handler is queued when it ends.
        Awaited = "awaited",
    }
}

/// How many connections B may hold to C at once: `MaxConnectionsPerServer` of its `HttpClient`.
///
/// .NET's default is no limit (`int.MaxValue`); 2 was the default of `ServicePointManager` for clients, 10 for ASP.NET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slots {
    /// At most this many, from 1.
    Limited(u32),
    /// No limit.
    Unlimited,
}

/// `2`, or `unlimited`.
impl fmt::Display for Slots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limited(limit) => write!(f, "{limit}"),
            Self::Unlimited => f.write_str("unlimited"),
        }
    }
}
