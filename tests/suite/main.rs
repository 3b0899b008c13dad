//! The integration tests of the library: one binary, a module per subject.

mod articles;
mod chains;
mod determinism;
mod golden;
mod intake;
mod logs;
mod mixes;
mod properties;
mod replay;
mod run;
mod scenarios;
mod snapshot;
mod tidy;
mod watcher;
mod wire;
