//! From the sections of a [`Spec`] to the places, links and pools of a [`Plan`]. Format 1 is the case of one each, with the
//! names A, B and C.

use super::validate::Check;
use super::{
    CallsSpec, DependencySpec, DistSpec, FaultSpec, Limit, RequestSpec, ServerASpec, ServerBSpec, SlotsSpec, Spec,
};
use crate::kernel::{Dist, Time};
use crate::plan::{
    AppPlan, Arrivals, ClientPlan, DependencyPlan, FaultPlan, FaultSetting, GatewayPlan, Link, OutboundPlan, Percent,
    Place, Plan, PoolPlan, RequestPlan, Role, limits,
};
use crate::vocabulary::{CallStyle, Fault, Hosting, LinkId, PlaceId, PoolId, PoolKind, Slots};

/// A section, with its path in the file and the name of its place.
struct Section<'a, T> {
    path: String,
    name: String,
    spec: &'a T,
}

/// The sections of both formats alike.
struct Sections<'a> {
    gateways: Vec<Section<'a, ServerASpec>>,
    apps: Vec<Section<'a, ServerBSpec>>,
    dependencies: Vec<Section<'a, DependencySpec>>,
    format: u64,
}

impl<'a> Sections<'a> {
    fn of(spec: &'a Spec, check: &mut Check) -> Self {
        let format = check.between("format", spec.format.unwrap_or(1), &limits::FORMATS);
        let mut sections = Self { gateways: Vec::new(), apps: Vec::new(), dependencies: Vec::new(), format };
        if format == 1 {
            sections.gateways.extend(one("server_a", "A", spec.server_a.as_ref(), check));
            sections.apps.extend(one("server_b", "B", spec.server_b.as_ref(), check));
            sections.dependencies.extend(one("dependency", "C", spec.dependency.as_ref(), check));
            let foreign = [
                ("requests", spec.requests.len()),
                ("gateways", spec.gateways.len()),
                ("applications", spec.applications.len()),
                ("dependencies", spec.dependencies.len()),
            ];
            for (path, _) in foreign.into_iter().filter(|&(_, length)| length > 0) {
                check.add(path, &path, Limit::OtherFormat(2));
            }
        } else {
            sections.gateways = named("gateways", &spec.gateways, |gateway| gateway.name.as_deref(), check);
            sections.apps = named("applications", &spec.applications, |app| app.name.as_deref(), check);
            sections.dependencies = named("dependencies", &spec.dependencies, |one| one.name.as_deref(), check);
            let foreign = [
                ("server_a", spec.server_a.is_some()),
                ("server_b", spec.server_b.is_some()),
                ("dependency", spec.dependency.is_some()),
            ];
            for (path, _) in foreign.into_iter().filter(|&(_, there)| there) {
                check.add(path, &path, Limit::OtherFormat(1));
            }
            for (path, empty) in
                [("gateways", spec.gateways.is_empty()), ("applications", spec.applications.is_empty())]
            {
                if empty {
                    check.add(path, &"[]", Limit::Needed);
                }
            }
        }
        sections.names_differ(check);
        sections
    }

    fn names(&self) -> Vec<(&str, &str)> {
        let gateways = self.gateways.iter().map(|section| (section.path.as_str(), section.name.as_str()));
        let apps = self.apps.iter().map(|section| (section.path.as_str(), section.name.as_str()));
        let dependencies = self.dependencies.iter().map(|section| (section.path.as_str(), section.name.as_str()));
        gateways.chain(apps).chain(dependencies).collect()
    }

    fn names_differ(&self, check: &mut Check) {
        let names = self.names();
        for (index, (path, name)) in names.iter().enumerate() {
            if names[..index].iter().any(|(_, other)| other == name) {
                check.add(&format!("{path}.name"), name, Limit::Twice);
            }
        }
    }
}

/// The only section of its kind, in format 1.
fn one<'a, T>(path: &str, name: &str, spec: Option<&'a T>, check: &mut Check) -> Option<Section<'a, T>> {
    if spec.is_none() {
        check.add(path, &"nothing", Limit::Needed);
    }
    spec.map(|spec| Section { path: path.to_owned(), name: name.to_owned(), spec })
}

/// The sections of a list, in format 2.
fn named<'a, T>(
    list: &str,
    specs: &'a [T],
    name: impl Fn(&'a T) -> Option<&'a str>,
    check: &mut Check,
) -> Vec<Section<'a, T>> {
    let most = limits::PLACES;
    if specs.len() as u64 > most {
        check.add(list, &specs.len(), Limit::Entries(most));
    }
    let section = |(index, spec): (usize, &'a T)| {
        let path = format!("{list}[{index}]");
        let name = name(spec).unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if name.is_empty() || name.len() > limits::MAX_NAME_BYTES || !name.bytes().all(plain) {
            check.add(&format!("{path}.name"), &format!("{name:?}"), Limit::Name);
        }
        Section { path, name: name.to_owned(), spec }
    };
    specs.iter().take(usize::try_from(most).unwrap_or(usize::MAX)).enumerate().map(section).collect()
}

fn small(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// A plan that grows.
struct Builder<'a> {
    plan: Plan,
    sections: Sections<'a>,
}

/// The plan of a scenario.
pub(super) fn plan(spec: &Spec, check: &mut Check) -> Plan {
    let sections = Sections::of(spec, check);
    let client = &spec.client;
    let ends_at_ms = check.between("ends_at_ms", spec.ends_at_ms, &limits::ENDS_AT_MS);
    let patience_ms = client.patience_ms.unwrap_or(limits::DEFAULT_PATIENCE_MS);
    let clients = ClientPlan {
        link: LinkId(0),
        machines: check.small16("client.machines", client.machines, &limits::MACHINES),
        arrivals: Arrivals::Gaps(check.gaps(client.requests_per_1000_s, client.gaps, ends_at_ms)),
        patience: check.ms("client.patience_ms", patience_ms, &limits::WAIT_MS),
        requests: Vec::new(),
    };
    let mut builder = Builder {
        plan: Plan {
            ends_at: Time::from_ms(ends_at_ms),
            places: Vec::new(),
            links: Vec::new(),
            pools: Vec::new(),
            clients,
            gateways: Vec::new(),
            apps: Vec::new(),
            dependencies: Vec::new(),
            faults: Vec::new(),
        },
        sections,
    };
    let latency = check.link("client.one_way_us", uniform(client.one_way_us, limits::DEFAULT_CLIENT_LINK_US));
    builder.places(latency);
    builder.gateways(check);
    builder.apps(check);
    builder.dependencies(check);
    builder.calls(check);
    builder.requests(&spec.requests, check);
    builder.faults(&spec.faults, spec.ends_at_ms, check);
    builder.plan
}

fn uniform(written: Option<DistSpec>, default_us: [u64; 2]) -> DistSpec {
    written.unwrap_or(DistSpec::Uniform(default_us))
}

impl Builder<'_> {
    /// The place with this name; a problem, and the first place, if there is none.
    fn place(&self, path: &str, name: &str, fits: impl Fn(Role) -> bool, check: &mut Check) -> Option<PlaceId> {
        let places = (0..).zip(&self.plan.places);
        let mut fitting = places.filter(|(_, place)| fits(place.role));
        if let Some((index, _)) = fitting.clone().find(|(_, place)| *place.name == *name) {
            return Some(PlaceId(index));
        }
        let names = fitting.by_ref().map(|(_, place)| place.name.to_string()).collect();
        check.add(path, &format!("{name:?}"), Limit::OneOf(names));
        None
    }

    /// Clients, gateways, applications, dependencies, in this order.
    fn places(&mut self, client_latency: Dist) {
        let place = |name: &str, role| Place { name: name.into(), role };
        let places = &mut self.plan.places;
        places.push(place("client", Role::Clients));
        let sections = &self.sections;
        places.extend((0..).zip(&sections.gateways).map(|(index, one)| place(&one.name, Role::Gateway(index))));
        places.extend((0..).zip(&sections.apps).map(|(index, one)| place(&one.name, Role::App(index))));
        places.extend((0..).zip(&sections.dependencies).map(|(index, one)| place(&one.name, Role::Dependency(index))));
        self.plan.links.push(Link { from: PlaceId(0), to: PlaceId(1), latency: client_latency, loopback: false });
    }

    fn link(&mut self, link: Link) -> LinkId {
        self.plan.links.push(link);
        LinkId(small(self.plan.links.len() - 1))
    }

    fn pool(&mut self, kind: PoolKind, place: PlaceId, link: Option<LinkId>, limit: Slots) -> PoolId {
        self.plan.pools.push(PoolPlan { kind, place, link, limit });
        PoolId(small(self.plan.pools.len() - 1))
    }

    fn gateways(&mut self, check: &mut Check) {
        for index in 0..self.sections.gateways.len() {
            let section = &self.sections.gateways[index];
            let (a, path) = (section.spec, |field: &str| format!("{}.{field}", section.path));
            let hosting = check.word(&path("hosting"), &a.hosting, &Hosting::ALL, Hosting::slug);
            let personality = hosting.personality();
            let timeout_ms = a.timeout_ms.unwrap_or(personality.timeout.ms());
            let timeout = check.ms(&path("timeout_ms"), timeout_ms, &limits::PROXY_TIMEOUT_MS);
            let workers =
                check.small16(&path("workers"), a.workers.unwrap_or(limits::DEFAULT_WORKERS), &limits::WORKERS);
            let worker_time = check.link(&path("work_us"), uniform(a.work_us, limits::DEFAULT_WORKER_TIME_US));
            let queue_limit = check.small(
                &path("queue_length"),
                a.queue_length.unwrap_or(limits::DEFAULT_QUEUE_LENGTH),
                &limits::QUEUE_LENGTH,
            );
            let idle_ms = a.pool_idle_ms.unwrap_or(limits::DEFAULT_POOL_IDLE_MS);
            let pool_idle = check.ms(&path("pool_idle_ms"), idle_ms, &limits::WAIT_MS);
            let latency = match a.one_way_us {
                Some(written) => check.link(&path("one_way_us"), written),
                None => personality.latency,
            };
            let members = self.members(index, check);
            let place = PlaceId(small(index + 1));
            let workers = self.pool(PoolKind::Worker, place, None, Slots::Limited(workers.into()));
            let loopback = personality.loopback;
            let members =
                members.into_iter().map(|to| self.link(Link { from: place, to, latency, loopback })).collect();
            let gateway =
                GatewayPlan { place, hosting, timeout, workers, worker_time, queue_limit, pool_idle, members };
            self.plan.gateways.push(gateway);
        }
    }

    /// Whom a gateway forwards to. A gateway may stand before one that is written after it, so that nothing goes in circles.
    fn members(&self, index: usize, check: &mut Check) -> Vec<PlaceId> {
        let section = &self.sections.gateways[index];
        let path = format!("{}.members", section.path);
        if self.sections.format == 1 {
            return vec![PlaceId(2)];
        }
        let behind = |role| match role {
            Role::Gateway(other) => usize::from(other) > index,
            Role::App(_) => true,
            Role::Clients | Role::Dependency(_) => false,
        };
        let members = &section.spec.members;
        if members.is_empty() {
            check.add(&path, &"[]", Limit::Needed);
        }
        let hosting = Hosting::from_slug(&section.spec.hosting);
        if members.len() > 1 && hosting.is_some_and(|hosting| hosting.personality().loopback) {
            check.add(&path, &members.len(), Limit::Entries(1));
        }
        let found = members.iter().enumerate();
        let found: Vec<PlaceId> =
            found.filter_map(|(number, name)| self.place(&format!("{path}[{number}]"), name, behind, check)).collect();
        if found.is_empty() { vec![PlaceId(small(self.sections.gateways.len() + 1))] } else { found }
    }

    fn apps(&mut self, check: &mut Check) {
        for index in 0..self.sections.apps.len() {
            let section = &self.sections.apps[index];
            let (b, path) = (section.spec, |field: &str| format!("{}.{field}", section.path));
            let threads = check.small16(&path("threads"), b.threads, &limits::THREADS);
            let work_before =
                check.work(&path("work_before_us"), uniform(b.work_before_us, limits::DEFAULT_WORK_BEFORE_US));
            let work_after =
                check.work(&path("work_after_us"), uniform(b.work_after_us, limits::DEFAULT_WORK_AFTER_US));
            let call_style = check.word(&path("call"), &b.call, &CallStyle::ALL, CallStyle::slug);
            let place = PlaceId(small(1 + self.sections.gateways.len() + index));
            let threads = self.pool(PoolKind::Thread, place, None, Slots::Limited(threads.into()));
            let outbound = Vec::new();
            self.plan.apps.push(AppPlan { place, threads, work_before, work_after, call_style, outbound });
        }
    }

    fn dependencies(&mut self, check: &mut Check) {
        let first = 1 + self.sections.gateways.len() + self.sections.apps.len();
        for (index, section) in self.sections.dependencies.iter().enumerate() {
            let takes = check.work(&format!("{}.takes_us", section.path), section.spec.takes_us);
            let (path, host) = if self.sections.format == 1 {
                ("/stock/{n}".into(), "api.inventory.test".into())
            } else {
                (format!("/{}/{{n}}", section.name).into(), format!("{}.internal", section.name).into())
            };
            self.plan.dependencies.push(DependencyPlan { place: PlaceId(small(first + index)), path, host, takes });
        }
    }

    /// The clients of applications for dependencies.
    fn calls(&mut self, check: &mut Check) {
        for index in 0..self.sections.apps.len() {
            let section = &self.sections.apps[index];
            let b = section.spec;
            let own_slots = check.slots(&format!("{}.slots", section.path), &b.slots);
            let timeout_ms = b.call_timeout_ms.unwrap_or(limits::DEFAULT_CALL_TIMEOUT_MS);
            let own_timeout = check.ms(&format!("{}.call_timeout_ms", section.path), timeout_ms, &limits::WAIT_MS);
            let every = self.sections.dependencies.iter();
            let every: Vec<CallsSpec> = every
                .map(|dependency| CallsSpec { to: dependency.name.clone(), slots: None, call_timeout_ms: None })
                .collect();
            let calls = if b.calls.is_empty() { &every } else { &b.calls };
            let section_path = section.path.clone();
            for (number, call) in calls.iter().enumerate() {
                let path = |field: &str| format!("{section_path}.calls[{number}].{field}");
                let is_dependency = |role| matches!(role, Role::Dependency(_));
                let Some(to) = self.place(&path("to"), &call.to, is_dependency, check) else { continue };
                let slots =
                    call.slots.as_ref().map_or(own_slots, |slots: &SlotsSpec| check.slots(&path("slots"), slots));
                let timeout = call
                    .call_timeout_ms
                    .map_or(own_timeout, |ms| check.ms(&path("call_timeout_ms"), ms, &limits::WAIT_MS));
                let from = self.plan.apps[index].place;
                let latency = self.dependency_latency(to, check);
                let link = self.link(Link { from, to, latency, loopback: false });
                let slots = self.pool(PoolKind::Connection, from, Some(link), slots);
                self.plan.apps[index].outbound.push(OutboundPlan { link, slots, timeout });
            }
        }
    }

    fn dependency_latency(&self, place: PlaceId, check: &mut Check) -> Dist {
        let index = self.plan.dependencies.iter().position(|dependency| dependency.place == place).unwrap_or(0);
        let section = &self.sections.dependencies[index];
        let written = uniform(section.spec.one_way_us, limits::DEFAULT_DEPENDENCY_LINK_US);
        check.link(&format!("{}.one_way_us", section.path), written)
    }

    fn requests(&mut self, written: &[RequestSpec], check: &mut Check) {
        let is_dependency = |role| matches!(role, Role::Dependency(_));
        let mut kinds = Vec::new();
        for (index, request) in written.iter().enumerate() {
            let path = |field: &str| format!("requests[{index}].{field}");
            let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"';
            let fits = request.path.starts_with('/')
                && request.path.len() <= limits::MAX_PATH_BYTES
                && request.path.replace("{n}", "").bytes().all(|byte| plain(byte) && !b"{}".contains(&byte));
            if !fits {
                check.add(&path("path"), &format!("{:?}", request.path), Limit::Path);
            }
            let weight = check.small(&path("weight"), request.weight.unwrap_or(1), &limits::WEIGHT);
            let needs = request.needs.iter().enumerate();
            let needs = needs
                .filter_map(|(number, name)| {
                    let place = self.place(&format!("{}[{number}]", path("needs")), name, is_dependency, check)?;
                    self.plan.dependencies.iter().position(|dependency| dependency.place == place).map(small)
                })
                .collect();
            kinds.push(RequestPlan { path: request.path.as_str().into(), weight, needs });
        }
        if kinds.is_empty() {
            let needs = (0..small(self.plan.dependencies.len())).collect();
            kinds.push(RequestPlan { path: "/api/stock/{n}".into(), weight: 1, needs });
        }
        self.plan.clients.requests = kinds;
    }

    fn faults(&mut self, written: &[FaultSpec], ends_at_ms: u64, check: &mut Check) {
        for (index, written) in written.iter().enumerate() {
            let path = |field: &str| format!("faults[{index}].{field}");
            let Some(fault) = Fault::from_slug(&written.fault) else {
                let slugs = Fault::ALL.iter().map(|fault| fault.slug().to_owned()).collect();
                check.add(&path("fault"), &format!("{:?}", written.fault), Limit::OneOf(slugs));
                continue;
            };
            let befalls = |role| match role {
                Role::Dependency(_) => fault.befalls_dependency(),
                Role::App(_) => !fault.befalls_dependency(),
                Role::Clients | Role::Gateway(_) => false,
            };
            let target = match &written.at {
                Some(name) => self.place(&path("at"), name, befalls, check),
                None => self.plan.default_target(fault),
            };
            let Some(target) = target else {
                if written.at.is_none() {
                    check.add(&path("at"), &"nothing", Limit::Needed);
                }
                continue;
            };
            if let Some(why) = self.plan.impossible(fault, target) {
                check.add(&path("fault"), &fault.slug(), Limit::Possible(fault, why));
            }
            if self.plan.faults.iter().any(|other| (other.fault, other.target) == (fault, target)) {
                check.add(&path("fault"), &fault.slug(), Limit::Once);
            }
            let from_ms = check.between(&path("from_ms"), written.from_ms, &(0..=ends_at_ms));
            if let Some(until_ms) = written.until_ms {
                check.between(&path("until_ms"), until_ms, &(0..=ends_at_ms));
                if until_ms <= written.from_ms {
                    check.add(&path("until_ms"), &until_ms, Limit::After("from_ms"));
                }
            }
            let percent = written.hits_percent.unwrap_or(limits::DEFAULT_HITS_PERCENT);
            let percent = check.small16(&path("hits_percent"), percent, &limits::HITS_PERCENT);
            let delay_ms = written.delay_ms.unwrap_or(FaultSetting::DEFAULT_DELAY.ms());
            let setting = FaultSetting {
                from: Time::from_ms(from_ms),
                until: written.until_ms.map(Time::from_ms),
                hits: u8::try_from(percent).ok().and_then(Percent::new).unwrap_or(Percent::ALWAYS),
                delay: check.ms(&path("delay_ms"), delay_ms, &limits::WAIT_MS),
            };
            self.plan.faults.push(FaultPlan { fault, target, setting });
        }
    }
}
