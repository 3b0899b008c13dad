//! The integration tests of the library: one binary, a module per subject.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, and helpers of tests are tests")]

mod articles;
mod blame;
mod chains;
mod determinism;
mod golden;
mod in_a_row;
mod intake;
mod logs;
mod mixes;
mod particles;
mod properties;
mod random;
mod replay;
mod run;
mod scenarios;
mod sentences;
mod snapshot;
mod structure;
mod tidy;
mod truth;
mod watcher;
mod weight;
mod wire;
