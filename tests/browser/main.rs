//! The built site in a real browser. Needs Chromium, Chrome or Edge; on Debian it is installed if that is allowed.
//!
//! The site is built once, by the executable, into the target folder, and served by the tool's own server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod lab;
mod lost;
mod mistakes;
mod pages;
mod picture;
mod play;
mod reader;
mod reading;
mod screens;
mod shots;
mod stage;
