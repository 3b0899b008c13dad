//! What the commands of the executable do, one module each, and what they share. `main.rs` only reads the arguments.
//!
//! A library beside the executable, so that the browser tests drive the same server and the same browser client.

pub mod browser;
pub mod check;
pub mod failure;
mod frames;
pub mod policy;
pub mod publish;
pub mod serve;
pub mod simulate;
pub mod single;
pub mod site;
pub mod step;
pub mod toolchain;
pub mod wasm;
pub mod watch;
