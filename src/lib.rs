//! The core of Bad Gateway: a deterministic simulation of client, gateway (A), application (B) and dependency (C),
//! what it records, and everything that is derived from the record. See `src/README.md` for the whole picture.
//!
//! Layers, in the order of dependency; each may use those before it, with the exceptions that the tidy test lists:
//! [`vocabulary`] (shared words), [`kernel`] (time, queue, chance), [`wire`] (HTTP/1.1 bytes), [`trace`] (facts),
//! [`model`] (the world), [`artefact`], [`explain`] and [`intake`] (projections of the trace; they never see the
//! model), [`scenario`], [`lab`] (the headless application), [`text`] (what all of it says, in each interface
//! language), [`article`] (prose with runs in it).
//!
//! Invariants:
//! - A run is a pure function of scenario, seed and actions. No clock, no ambient chance, no hash order, no floating
//!   point and no `usize` in anything that is stored, drawn or hashed.
//! - What is shown comes from the trace, or from [`trace::Snapshot`], which a checker holds against the trace.
//! - Nothing flows upward: a node cannot reach the page, the page cannot reach a node.

pub mod artefact;
pub mod article;
pub mod explain;
pub mod intake;
pub mod kernel;
pub mod lab;
pub mod model;
pub mod plan;
pub mod scenario;
pub mod text;
pub mod trace;
pub mod vocabulary;
pub mod wire;
