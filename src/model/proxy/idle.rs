//! A gateway's idle keep-alive connections, a list a member. The one used last is taken first; those that stay idle are
//! closed.

use super::{Cx, Side};
use crate::kernel::{Key, Time};
use crate::model::cx::Cause;
use crate::model::event::{Connection, Event, GatewayEvent};
use crate::model::flow;
use crate::vocabulary::{CloseReason, LinkId};

/// Idle connections, by the time since which they are idle.
#[derive(Clone, Debug)]
pub(super) struct Idle {
    /// The gateway's index in the plan.
    gateway: u16,
    idle: Vec<(Time, LinkId, Connection)>,
    timer: Option<Key>,
}

impl Idle {
    pub(super) const fn new(gateway: u16) -> Self {
        Self { gateway, idle: Vec::new(), timer: None }
    }

    pub(super) fn take(&mut self, link: LinkId) -> Option<Connection> {
        let index = self.idle.iter().rposition(|&(_, known, _)| known == link)?;
        Some(self.idle.remove(index).2)
    }

    pub(super) fn put(&mut self, cx: &mut Cx<'_>, cause: Cause, link: LinkId, connection: Connection) {
        self.idle.push((cx.now, link, connection));
        if self.timer.is_none() {
            let span = cx.plan.gateways[usize::from(self.gateway)].pool_idle;
            self.timer = Some(cx.schedule(cause, span, Event::Gateway(self.gateway, GatewayEvent::Idle)));
        }
    }

    /// The member has closed it.
    pub(super) fn forget(&mut self, connection: Connection) {
        self.idle.retain(|&(_, _, idle)| idle != connection);
    }

    /// Closes what has been idle for too long; looks again when the next one will have.
    pub(super) fn expire(&mut self, cx: &mut Cx<'_>, cause: Cause) {
        let span = cx.plan.gateways[usize::from(self.gateway)].pool_idle;
        let fresh = self.idle.partition_point(|&(since, ..)| since + span <= cx.now);
        for (_, _, connection) in self.idle.drain(..fresh) {
            flow::close(cx, cause, connection, Side::Near, CloseReason::Idle);
        }
        let event = Event::Gateway(self.gateway, GatewayEvent::Idle);
        self.timer = self.idle.first().map(|&(since, ..)| cx.schedule_at(cause, since + span, event));
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.idle.len()).unwrap_or(u32::MAX)
    }
}
