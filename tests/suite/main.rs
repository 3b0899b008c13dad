//! The integration tests of the library: one binary, a module per subject.

mod articles;
mod golden;
mod intake;
mod scenarios;
mod tidy;
mod wire;
