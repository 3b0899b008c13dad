//! What a reader may turn while a run goes on. A knob is a row: its name, the kind of its value, its range, how it is read
//! from a plan and written into one. Links, undo, panels and the watcher know no more of it than that.

use super::limits::{PROXY_TIMEOUT_MS, SLOTS, is_wait};
use super::{FaultSetting, Plan, Role};
use crate::kernel::Span;
use crate::vocabulary::{CallStyle, Fault, Impossible, LinkId, PlaceId, PoolId, Slots};

/// Where the clients stand in every plan.
const CLIENTS: PlaceId = PlaceId(0);

/// A change to a running world: a knob is set to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    /// Which knob.
    pub knob: Knob,
    /// Of what.
    pub target: Target,
    /// To what.
    pub value: Value,
}

/// Something that can be turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Knob {
    /// The schedule of a fault at a place, replacing what was scheduled for it; off at once where there is none.
    Fault(Fault),
    /// How an application waits for its calls, for calls that begin from now on.
    CallStyle,
    /// How many connections an application may hold to a dependency. Fewer: those in use go on, and close when their call
    /// ends.
    Slots,
    /// How long an application waits for a call that begins from now on, the wait for a slot included
    /// (`HttpClient.Timeout`, 100 s by default).
    CallTimeout,
    /// How long a gateway waits for the other side in each operation that begins from now on (the time-out of the proxy in ARR,
    /// `requestTimeout` of the ASP.NET Core Module).
    ProxyTimeout,
    /// How long a client waits for its answer before it closes the connection, for requests that begin from now on.
    Patience,
}

/// Of what a knob is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A place.
    Place(PlaceId),
    /// A pool.
    Pool(PoolId),
    /// An application's client for what this link leads to.
    Link(LinkId),
}

/// To what a knob is set. Which kind belongs to which knob is checked by [`Change::fits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A schedule, or off.
    Fault(Option<FaultSetting>),
    /// A way to wait.
    Style(CallStyle),
    /// A number of units.
    Units(Slots),
    /// A length of time.
    Span(Span),
}

impl Knob {
    /// The name in links. A fault has its own.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.slug(),
            Self::CallStyle => "call",
            Self::Slots => "slots",
            Self::CallTimeout => "call-timeout",
            Self::ProxyTimeout => "proxy-timeout",
            Self::Patience => "patience",
        }
    }

    /// The knob with this name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let plain = [Self::CallStyle, Self::Slots, Self::CallTimeout, Self::ProxyTimeout, Self::Patience];
        let faults = Fault::ALL.into_iter().map(Self::Fault);
        plain.into_iter().chain(faults).find(|knob| knob.slug() == slug)
    }

    /// What it turns where nothing is said: of the first application, or where a fault strikes by default.
    pub fn default_target(self, plan: &Plan) -> Option<Target> {
        let app = plan.apps.first()?;
        match self {
            Self::Fault(fault) => plan.default_target(fault).map(Target::Place),
            Self::CallStyle => Some(Target::Place(app.place)),
            Self::Slots => app.outbound.first().map(|outbound| Target::Pool(outbound.slots)),
            Self::CallTimeout => app.outbound.first().map(|outbound| Target::Link(outbound.link)),
            Self::ProxyTimeout => Some(Target::Place(plan.entry().place)),
            Self::Patience => Some(Target::Place(CLIENTS)),
        }
    }

    /// How it stands; `None` if the plan has nothing of the kind there. Faults are not read off a plan: what is scheduled
    /// is the business of the world.
    pub fn read(self, plan: &Plan, target: Target) -> Option<Value> {
        match (self, target) {
            (Self::CallStyle, Target::Place(place)) => plan.app(place).map(|app| Value::Style(app.call_style)),
            (Self::Slots, Target::Pool(pool)) => {
                plan.pools.get(usize::from(pool.0)).map(|pool| Value::Units(pool.limit))
            }
            (Self::CallTimeout, Target::Link(link)) => plan.outbound(link).map(|out| Value::Span(out.timeout)),
            (Self::ProxyTimeout, Target::Place(place)) => plan.gateway(place).map(|own| Value::Span(own.timeout)),
            (Self::Patience, Target::Place(CLIENTS)) => Some(Value::Span(plan.clients.patience)),
            (
                Self::Fault(_)
                | Self::CallStyle
                | Self::Slots
                | Self::CallTimeout
                | Self::ProxyTimeout
                | Self::Patience,
                _,
            ) => None,
        }
    }
}

impl Change {
    /// Sets a knob where it turns by default.
    pub fn new(plan: &Plan, knob: Knob, value: Value) -> Option<Self> {
        Some(Self { knob, target: knob.default_target(plan)?, value })
    }

    /// Whether the value is in range.
    pub fn in_range(&self) -> bool {
        match self.value {
            Value::Fault(None) | Value::Style(_) | Value::Units(Slots::Unlimited) => true,
            Value::Fault(Some(setting)) => {
                setting.until.is_none_or(|until| setting.from < until) && is_wait(setting.delay)
            }
            Value::Units(Slots::Limited(units)) => SLOTS.contains(&units),
            Value::Span(span) => is_wait(span),
        }
    }

    /// Whether knob, target and value belong together in this plan, and the value is in range.
    pub fn fits(&self, plan: &Plan) -> bool {
        let belongs = match (self.knob, self.target, self.value) {
            (Knob::Fault(fault), Target::Place(place), Value::Fault(_)) => plan.can_strike(fault, place),
            (Knob::CallStyle, Target::Place(place), Value::Style(_)) => plan.app(place).is_some(),
            (Knob::Slots, Target::Pool(pool), Value::Units(_)) => {
                plan.pools.get(usize::from(pool.0)).is_some_and(|pool| pool.link.is_some())
            }
            (Knob::CallTimeout, Target::Link(link), Value::Span(_)) => {
                usize::from(link.0) < plan.links.len() && plan.outbound(link).is_some()
            }
            (Knob::ProxyTimeout, Target::Place(place), Value::Span(span)) => {
                plan.gateway(place).is_some() && PROXY_TIMEOUT_MS.contains(&span.ms())
            }
            (Knob::Patience, Target::Place(place), Value::Span(_)) => place == CLIENTS,
            (
                Knob::Fault(_)
                | Knob::CallStyle
                | Knob::Slots
                | Knob::CallTimeout
                | Knob::ProxyTimeout
                | Knob::Patience,
                _,
                _,
            ) => false,
        };
        belongs && self.in_range()
    }

    /// Why it cannot be: a fault that cannot happen at its place.
    pub fn impossible(&self, plan: &Plan) -> Option<(Fault, Impossible)> {
        match (self.knob, self.target, self.value) {
            (Knob::Fault(fault), Target::Place(place), Value::Fault(Some(_))) => {
                plan.impossible(fault, place).map(|why| (fault, why))
            }
            (
                Knob::Fault(_)
                | Knob::CallStyle
                | Knob::Slots
                | Knob::CallTimeout
                | Knob::ProxyTimeout
                | Knob::Patience,
                _,
                _,
            ) => None,
        }
    }

    /// Whether two changes are about the same thing.
    pub fn same_thing(&self, other: &Self) -> bool {
        (self.knob, self.target) == (other.knob, other.target)
    }

    /// Writes it into a plan, if it fits. Faults are not kept in the plan.
    pub fn write(&self, plan: &mut Plan) {
        if !self.fits(plan) {
            return;
        }
        match (self.target, self.value) {
            (Target::Place(place), Value::Style(style)) => {
                if let Role::App(index) = plan.place(place).role {
                    plan.apps[usize::from(index)].call_style = style;
                }
            }
            (Target::Pool(pool), Value::Units(units)) => plan.pools[usize::from(pool.0)].limit = units,
            (Target::Link(link), Value::Span(span)) => {
                let outbound = plan.apps.iter_mut().flat_map(|app| &mut app.outbound);
                outbound.filter(|outbound| outbound.link == link).for_each(|outbound| outbound.timeout = span);
            }
            (Target::Place(CLIENTS), Value::Span(span)) => plan.clients.patience = span,
            (Target::Place(place), Value::Span(span)) => {
                plan.gateways.iter_mut().filter(|own| own.place == place).for_each(|own| own.timeout = span);
            }
            (Target::Place(_) | Target::Pool(_) | Target::Link(_), _) => {}
        }
    }
}
