//! What will happen.

use super::{backend, client, dependency, net, proxy};
use crate::trace::RecordId;
use crate::vocabulary::Fault;

/// An event and the record that brought it about.
#[derive(Clone, Debug)]
pub(crate) struct Scheduled {
    pub(crate) event: Event,
    pub(crate) cause: Option<RecordId>,
}

/// Everything that can be scheduled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Net(net::Event),
    Client(client::Event),
    Proxy(proxy::Event),
    Backend(backend::Event),
    Dependency(dependency::Event),
    /// A fault begins or ends by its schedule.
    FaultEdge(Fault),
}

macro_rules! from {
    ($($module:ident => $variant:ident),*) => {
        $(impl From<$module::Event> for Event {
            fn from(event: $module::Event) -> Self {
                Self::$variant(event)
            }
        })*
    };
}

from!(net => Net, client => Client, proxy => Proxy, backend => Backend, dependency => Dependency);
