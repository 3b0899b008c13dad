//! A's keep-alive connections to B. The one used last is taken first; those that stay idle are closed.

use super::{Cx, Event, Side};
use crate::kernel::{Key, Time};
use crate::vocabulary::{CloseReason, ConnectionId};

/// Idle connections, by the time since which they are idle.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    idle: Vec<(Time, ConnectionId)>,
    timer: Option<Key>,
}

impl Pool {
    pub(super) fn take(&mut self) -> Option<ConnectionId> {
        self.idle.pop().map(|(_, connection)| connection)
    }

    pub(super) fn put(&mut self, cx: &mut Cx<'_>, connection: ConnectionId) {
        self.idle.push((cx.now, connection));
        if self.timer.is_none() {
            self.timer = Some(cx.schedule(cx.plan.pool_idle, Event::PoolIdle));
        }
    }

    /// B has closed it.
    pub(super) fn forget(&mut self, connection: ConnectionId) {
        self.idle.retain(|(_, idle)| *idle != connection);
    }

    /// Closes what has been idle for too long; looks again when the next one will have.
    pub(super) fn expire(&mut self, cx: &mut Cx<'_>) {
        let fresh = self.idle.partition_point(|(since, _)| *since + cx.plan.pool_idle <= cx.now);
        for (_, connection) in self.idle.drain(..fresh) {
            cx.close(connection, Side::Near, CloseReason::Idle);
        }
        self.timer = self.idle.first().map(|(since, _)| cx.schedule_at(*since + cx.plan.pool_idle, Event::PoolIdle));
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.idle.len()).unwrap_or(u32::MAX)
    }
}
