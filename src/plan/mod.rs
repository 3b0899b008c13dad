//! What a run is made of, as plain data: places, links and pools, the clients, gateways, applications and dependencies,
//! faults, and the knobs that a reader may turn. Lists, indexed by typed ids; nothing here runs.
//!
//! The trace carries the plan, so that whoever reads facts can name a pool, a place, a limit without seeing the model.

// A new variant must not compile until every place has answered: no `_` stands for variants of our own.
#![warn(clippy::wildcard_enum_match_arm)]

mod fault;
mod knob;
pub mod limits;
pub mod personality;

use std::sync::Arc;

use crate::kernel::{Dist, Span, Time};
use crate::vocabulary::{CallStyle, Fault, Hosting, Impossible, LinkId, PlaceId, PoolId, PoolKind, Slots, What};

pub use fault::{FaultPlan, FaultSetting, Percent};
pub use knob::{Change, Knob, Target, Value};
pub use personality::Personality;

/// A run, apart from its seed. Made by `scenario` from a validated `Spec`; every field is in range, every id is that of an
/// entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Plan {
    /// The end of the run.
    pub ends_at: Time,
    /// Everything that stands somewhere, in the order of the path of a request. The clients are the first.
    pub places: Vec<Place>,
    /// Who opens connections to whom.
    pub links: Vec<Link>,
    /// Everything that is counted in units.
    pub pools: Vec<PoolPlan>,
    /// The clients.
    pub clients: ClientPlan,
    /// The gateways.
    pub gateways: Vec<GatewayPlan>,
    /// What gateways forward to.
    pub apps: Vec<AppPlan>,
    /// What applications call.
    pub dependencies: Vec<DependencyPlan>,
    /// The faults that are set from the start.
    pub faults: Vec<FaultPlan>,
}

/// Something that stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Its name in pictures and sentences: `A`, `B`, `C`, or what the scenario calls it.
    pub name: Arc<str>,
    /// What it is.
    pub role: Role,
}

/// What a place is, with its index into the list of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The client machines.
    Clients,
    /// A gateway.
    Gateway(u16),
    /// An application.
    App(u16),
    /// A dependency.
    Dependency(u16),
}

/// A link, over which one place opens connections to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Who opens.
    pub from: PlaceId,
    /// Who accepts.
    pub to: PlaceId,
    /// Latency, one way.
    pub latency: Dist,
    /// Whether it stays within one machine, where a SYN is always answered.
    pub loopback: bool,
}

/// A pool: so many units of one kind at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PoolPlan {
    /// What the units are.
    pub kind: PoolKind,
    /// Who owns them.
    pub place: PlaceId,
    /// Where the units are connections: the link that they use.
    pub link: Option<LinkId>,
    /// How many there are.
    pub limit: Slots,
}

/// The clients.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientPlan {
    /// Where requests go.
    pub link: LinkId,
    /// Client machines, from 1.
    pub machines: u16,
    /// When requests come.
    pub arrivals: Arrivals,
    /// How long a client waits for its response before it leaves.
    pub patience: Span,
    /// What is asked for; never empty.
    pub requests: Vec<RequestPlan>,
}

/// A kind of request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestPlan {
    /// The path; `{n}` stands for the number of the request.
    pub path: Arc<str>,
    /// How many of so many requests are of this kind, from 1.
    pub weight: u32,
    /// Indices into [`Plan::dependencies`]: what the handler calls, in turn.
    pub needs: Vec<u16>,
}

/// When requests come: an open loop, so that nobody waits for an earlier answer before asking.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Arrivals {
    /// With these gaps; the first gap begins at second 0.
    Gaps(Dist),
    /// At these instants, sorted: the arrivals of a real log.
    At(Arc<[Time]>),
}

/// A gateway.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GatewayPlan {
    /// Where it stands.
    pub place: PlaceId,
    /// How it reaches what it forwards to.
    pub hosting: Hosting,
    /// Its time-out, for each of connect, send and receive.
    pub timeout: Span,
    /// Worker threads of w3wp.
    pub workers: PoolId,
    /// What a worker needs to take a request on, again to make the response, and again for what comes after it.
    pub worker_time: Dist,
    /// Limit of the queue of http.sys (`queueLength`, 1000 by default).
    pub queue_limit: u32,
    /// How long an idle connection to a member stays in the pool.
    pub pool_idle: Span,
    /// The links to the members of its farm, from one on; they take turns.
    pub members: Vec<LinkId>,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AppPlan {
    /// Where it stands.
    pub place: PlaceId,
    /// Worker threads, a fixed number.
    pub threads: PoolId,
    /// What its handler computes before its first call.
    pub work_before: Dist,
    /// What it computes after its last.
    pub work_after: Dist,
    /// How its handler waits for a call, for calls that begin from now on.
    pub call_style: CallStyle,
    /// Its clients for what it calls, one a dependency.
    pub outbound: Vec<OutboundPlan>,
}

/// The client of an application for one dependency: an `HttpClient`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutboundPlan {
    /// The link to it.
    pub link: LinkId,
    /// Its connections.
    pub slots: PoolId,
    /// How long a call may take that begins from now on, slot included (`HttpClient.Timeout`, 100 s by default).
    pub timeout: Span,
}

/// A dependency.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DependencyPlan {
    /// Where it stands.
    pub place: PlaceId,
    /// The path of a call; `{n}` stands for the number of the request.
    pub path: Arc<str>,
    /// The name that calls ask for.
    pub host: Arc<str>,
    /// What it needs for a call.
    pub takes: Dist,
}

impl Plan {
    /// The place with this id.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[usize::from(id.0)]
    }

    /// The place with this name.
    pub fn place_named(&self, name: &str) -> Option<PlaceId> {
        let index = self.places.iter().position(|place| *place.name == *name)?;
        u16::try_from(index).ok().map(PlaceId)
    }

    /// The link with this id.
    pub fn link(&self, id: LinkId) -> &Link {
        &self.links[usize::from(id.0)]
    }

    /// The pool with this id.
    pub fn pool(&self, id: PoolId) -> &PoolPlan {
        &self.pools[usize::from(id.0)]
    }

    /// The name of a pool, in claims: `A.workers`, `B.threads`, `B.stock` for the connections of B to stock.
    pub fn pool_name(&self, id: PoolId) -> String {
        let pool = self.pool(id);
        let own = &self.place(pool.place).name;
        match (pool.kind, pool.link) {
            (PoolKind::Worker, _) => format!("{own}.workers"),
            (PoolKind::Thread, _) => format!("{own}.threads"),
            (PoolKind::Connection, Some(link)) => format!("{own}.{}", self.place(self.link(link).to).name),
            (PoolKind::Connection, None) => format!("{own}.connections"),
        }
    }

    /// The ids of all pools.
    pub fn pool_ids(&self) -> impl Iterator<Item = PoolId> + use<> {
        (0..u16::try_from(self.pools.len()).unwrap_or(u16::MAX)).map(PoolId)
    }

    /// The gateway at a place, if it is one.
    pub fn gateway(&self, place: PlaceId) -> Option<&GatewayPlan> {
        match self.places.get(usize::from(place.0))?.role {
            Role::Gateway(index) => self.gateways.get(usize::from(index)),
            Role::Clients | Role::App(_) | Role::Dependency(_) => None,
        }
    }

    /// The application at a place, if it is one.
    pub fn app(&self, place: PlaceId) -> Option<&AppPlan> {
        match self.places.get(usize::from(place.0))?.role {
            Role::App(index) => self.apps.get(usize::from(index)),
            Role::Clients | Role::Gateway(_) | Role::Dependency(_) => None,
        }
    }

    /// The dependency at a place, if it is one.
    pub fn dependency(&self, place: PlaceId) -> Option<&DependencyPlan> {
        match self.places.get(usize::from(place.0))?.role {
            Role::Dependency(index) => self.dependencies.get(usize::from(index)),
            Role::Clients | Role::Gateway(_) | Role::App(_) => None,
        }
    }

    /// The client of an application for what a link leads to.
    pub fn outbound(&self, link: LinkId) -> Option<&OutboundPlan> {
        let app = self.app(self.links.get(usize::from(link.0))?.from)?;
        app.outbound.iter().find(|outbound| outbound.link == link)
    }

    /// The gateway that clients ask.
    pub fn entry(&self) -> &GatewayPlan {
        let place = self.link(self.clients.link).to;
        self.gateway(place).unwrap_or(&self.gateways[0])
    }

    /// The gateway that forwards to `place`, if one does.
    pub fn fronted_by(&self, place: PlaceId) -> Option<&GatewayPlan> {
        self.gateways.iter().find(|gateway| gateway.members.iter().any(|&member| self.link(member).to == place))
    }

    /// Who asks a gateway: the gateway before it, or the clients.
    pub fn asker_of(&self, gateway: PlaceId) -> PlaceId {
        let asks = self.links.iter().find(|link| link.to == gateway);
        asks.map_or(PlaceId(0), |link| link.from)
    }

    /// Up to how long a stay usually takes at a place, faults apart: the 99th percentile of what is planned. Waiting for a unit
    /// or for the end of a fault is never usual; a reply takes as long as what the other side does, and the way.
    pub fn usual(&self, place: PlaceId, what: What) -> Span {
        match (what, self.place(place).role) {
            (What::Timer, Role::Dependency(index)) => self.dependencies[usize::from(index)].takes.percentile_99(),
            (What::Cpu, Role::App(index)) => {
                let app = &self.apps[usize::from(index)];
                app.work_before.percentile_99().max(app.work_after.percentile_99())
            }
            (What::Cpu, Role::Gateway(index)) => self.gateways[usize::from(index)].worker_time.percentile_99(),
            (What::Handshake | What::Reply, _) => Span::from_ms(1),
            (What::Unit(_) | What::Done(_) | What::Timer | What::Cpu | What::Fault(_), _) => Span::ZERO,
        }
    }

    /// Where a fault strikes if nothing else is said: the first dependency, or the first application.
    pub fn default_target(&self, fault: Fault) -> Option<PlaceId> {
        if fault.befalls_dependency() {
            self.dependencies.first().map(|dependency| dependency.place)
        } else {
            self.apps.first().map(|app| app.place)
        }
    }

    /// Whether a fault can be set at a place: one of the kind that it befalls.
    pub fn can_strike(&self, fault: Fault, target: PlaceId) -> bool {
        match self.places.get(usize::from(target.0)).map(|place| place.role) {
            Some(Role::Dependency(_)) => fault.befalls_dependency(),
            Some(Role::App(_)) => !fault.befalls_dependency(),
            Some(Role::Clients | Role::Gateway(_)) | None => false,
        }
    }

    /// Why a fault cannot happen at a place that it could strike.
    pub fn impossible(&self, fault: Fault, target: PlaceId) -> Option<Impossible> {
        let mut inbound = self.links.iter().filter(|link| link.to == target);
        fault.impossible_over(inbound.any(|link| link.loopback))
    }
}
