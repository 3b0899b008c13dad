//! How A fronts B, and the three switches of how B calls C.

use std::fmt;

use super::closed;

/// Hands the table of hostings to a macro: variant, name in scenarios and links, module of its data in `plan::personality`.
#[macro_export]
#[doc(hidden)]
macro_rules! for_each_hosting {
    ($do:ident) => {
        $do! {
            /// Application Request Routing forwards to a farm member over the network.
            ArrFarm = "arr-farm", arr;
            /// The ASP.NET Core Module, version 2, out of process: w3wp starts `dotnet.exe` and forwards over loopback.
            AspNetCoreOutOfProcess = "aspnetcore-out-of-process", aspnetcore;
        }
    };
}

macro_rules! hostings {
    ($($(#[$doc:meta])* $name:ident = $slug:literal, $module:ident;)*) => {
        closed! {
            /// How A reaches B. All that differs between them is data: `plan::personality`.
            Hosting,
            /// All hostings, in the order of menus.
            ALL {
                $($(#[$doc])* $name = $slug,)*
            }
        }
    };
}

for_each_hosting!(hostings);

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

impl Slots {
    /// The limit, if there is one.
    pub const fn limit(self) -> Option<u32> {
        match self {
            Self::Limited(limit) => Some(limit),
            Self::Unlimited => None,
        }
    }
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
