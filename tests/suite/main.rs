//! The integration tests of the library: one binary, a module per subject.

mod intake;
mod tidy;
mod wire;
