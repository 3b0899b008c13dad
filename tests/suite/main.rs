//! The integration tests of the library: one binary, a module per subject.

mod tidy;
mod wire;
