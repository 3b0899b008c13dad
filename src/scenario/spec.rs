//! The scenario format: JSON with units in the names of its fields. Stable; what is made of it is free to change.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};

/// A scenario as it is written. `validate` turns it into a plan, and knows the ranges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// 1, and absent: one gateway, one application, one dependency, as `server_a`, `server_b` and `dependency`. 2: lists of them
    /// by name, as `requests`, `gateways`, `applications` and `dependencies`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<u64>,
    /// Two to four words.
    pub title: Localized,
    /// Three sentences: what runs, what breaks, what to look at.
    pub note: Localized,
    /// The slug of the scenario that differs in one thing, and is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// The seed where the reader gives none.
    pub seed: u64,
    /// The wall clock of second 0, UTC: `2026-11-10T03:00:00Z`.
    pub starts_at: String,
    /// The end of the run, in [`limits::ENDS_AT_MS`](crate::plan::limits::ENDS_AT_MS).
    pub ends_at_ms: u64,
    /// Where the page opens it, paused. Absent: at the first 502.3 of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at_ms: Option<u64>,
    /// Its own speed, in model milliseconds per real second: 1 000 is real time, 20 000 is 20×.
    pub speed_per_mille: u64,
    /// The client machines.
    pub client: ClientSpec,
    /// The gateway, in format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_a: Option<ServerASpec>,
    /// The application, in format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_b: Option<ServerBSpec>,
    /// What the application calls, in format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dependency: Option<DependencySpec>,
    /// What is asked for, in format 2. Absent: one kind of request, `/api/stock/{n}`, which needs all dependencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<RequestSpec>,
    /// The gateways, in format 2; clients ask the first one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gateways: Vec<ServerASpec>,
    /// What gateways forward to, in format 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<ServerBSpec>,
    /// What applications call, in format 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<DependencySpec>,
    /// What goes wrong, at most one entry a fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FaultSpec>,
    /// What must be true of the run with its own seed, in the language of `lab::claim`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<String>,
}

/// A text in each interface language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    /// English.
    pub en: String,
    /// Korean.
    pub ko: String,
}

/// The clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientSpec {
    /// Machines, in [`limits::MACHINES`](crate::plan::limits::MACHINES).
    pub machines: u64,
    /// Requests in a thousand seconds, from all machines together: 1 000 is one a second. In
    /// [`limits::REQUESTS_PER_1000_S`](crate::plan::limits::REQUESTS_PER_1000_S).
    pub requests_per_1000_s: u64,
    /// How the gaps between requests vary. Absent: `exponential`, as from many people who do not know of each other.
    #[serde(default)]
    pub gaps: GapsSpec,
    /// How long a client waits for its response. Absent: [`limits::DEFAULT_PATIENCE_MS`](crate::plan::limits::DEFAULT_PATIENCE_MS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience_ms: Option<u64>,
    /// Latency to A, one way. Absent: [`limits::DEFAULT_CLIENT_LINK_US`](crate::plan::limits::DEFAULT_CLIENT_LINK_US).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_way_us: Option<DistSpec>,
}

/// How gaps vary around their mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapsSpec {
    /// All gaps alike.
    Even,
    /// Uniform, up to so many per cent of the mean above and below it.
    UniformPercent(u64),
    /// A Poisson process.
    #[default]
    Exponential,
}

/// A kind of request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestSpec {
    /// Its path; `{n}` stands for the number of the request.
    pub path: String,
    /// How many of so many requests are of this kind. Absent: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<u64>,
    /// The dependencies that its handler calls, in turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// A gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerASpec {
    /// Its name, in format 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The names of the applications and gateways that it forwards to, in format 2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// How it reaches them: a slug of [`Hosting`](crate::vocabulary::Hosting).
    pub hosting: String,
    /// Its time-out. Absent: the product's, see [`Personality`](crate::plan::Personality).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Worker threads of w3wp. Absent: [`limits::DEFAULT_WORKERS`](crate::plan::limits::DEFAULT_WORKERS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workers: Option<u64>,
    /// What a worker needs to take a request on, again to make the response, again for what comes after it. Absent:
    /// [`limits::DEFAULT_WORKER_TIME_US`](crate::plan::limits::DEFAULT_WORKER_TIME_US).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_us: Option<DistSpec>,
    /// Limit of the queue of http.sys. Absent: [`limits::DEFAULT_QUEUE_LENGTH`](crate::plan::limits::DEFAULT_QUEUE_LENGTH).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_length: Option<u64>,
    /// How long an idle connection to B is kept. Absent: [`limits::DEFAULT_POOL_IDLE_MS`](crate::plan::limits::DEFAULT_POOL_IDLE_MS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool_idle_ms: Option<u64>,
    /// Latency to B, one way. Absent: the product's, see [`Personality`](crate::plan::Personality).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_way_us: Option<DistSpec>,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerBSpec {
    /// Its name, in format 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it calls, in format 2. Absent: each dependency, with the slots and time-out of the application.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallsSpec>,
    /// Worker threads, a fixed number, in [`limits::THREADS`](crate::plan::limits::THREADS).
    pub threads: u64,
    /// What the handler computes before it calls C. Absent: [`limits::DEFAULT_WORK_BEFORE_US`](crate::plan::limits::DEFAULT_WORK_BEFORE_US).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_before_us: Option<DistSpec>,
    /// What it computes after. Absent: [`limits::DEFAULT_WORK_AFTER_US`](crate::plan::limits::DEFAULT_WORK_AFTER_US).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_after_us: Option<DistSpec>,
    /// How its handler waits for C: `synchronous` or `awaited`.
    pub call: String,
    /// Connections to C. Absent: `"unlimited"`, as `SocketsHttpHandler.MaxConnectionsPerServer`.
    #[serde(default)]
    pub slots: SlotsSpec,
    /// How long it waits for a call, the wait for a slot included. Absent:
    /// [`limits::DEFAULT_CALL_TIMEOUT_MS`](crate::plan::limits::DEFAULT_CALL_TIMEOUT_MS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_timeout_ms: Option<u64>,
}

/// A limit of connections: a number in [`limits::SLOTS`](crate::plan::limits::SLOTS), or `"unlimited"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum SlotsSpec {
    /// So many.
    Number(u64),
    /// The word.
    Word(String),
}

impl Default for SlotsSpec {
    fn default() -> Self {
        Self::Word("unlimited".to_owned())
    }
}

/// By hand, since a derived one would name the place of the enclosing object when the value is neither.
impl<'de> Deserialize<'de> for SlotsSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = SlotsSpec;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or \"unlimited\"")
            }

            fn visit_u64<E>(self, number: u64) -> Result<SlotsSpec, E> {
                Ok(SlotsSpec::Number(number))
            }

            fn visit_str<E>(self, word: &str) -> Result<SlotsSpec, E> {
                Ok(SlotsSpec::Word(word.to_owned()))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// An application's client for a dependency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallsSpec {
    /// The dependency's name.
    pub to: String,
    /// Connections to it. Absent: as the application says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<SlotsSpec>,
    /// How long a call may take. Absent: as the application says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_timeout_ms: Option<u64>,
}

/// A dependency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DependencySpec {
    /// Its name, in format 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What C needs for a call.
    pub takes_us: DistSpec,
    /// Latency from B, one way. Absent: [`limits::DEFAULT_DEPENDENCY_LINK_US`](crate::plan::limits::DEFAULT_DEPENDENCY_LINK_US).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_way_us: Option<DistSpec>,
}

/// How long something takes, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DistSpec {
    /// Always so long.
    Fixed(u64),
    /// From the first to the second, equally likely.
    Uniform([u64; 2]),
    /// Exponential with this mean.
    Exponential(u64),
}

/// A fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultSpec {
    /// Which, by its slug.
    pub fault: String,
    /// Where, by name. Absent: the first dependency, or the first application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// From then on.
    pub from_ms: u64,
    /// Until then. Absent: to the end of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<u64>,
    /// How often it hits, in [`limits::HITS_PERCENT`](crate::plan::limits::HITS_PERCENT). Absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hits_percent: Option<u64>,
    /// What C takes for a call that `dependency-slow` hits. Absent:
    /// [`FaultSetting::DEFAULT_DELAY`](crate::trace::FaultSetting::DEFAULT_DELAY).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
}
