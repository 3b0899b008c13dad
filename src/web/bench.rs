//! What the benchmark calls in a browser, see `tests/bench/wasm.rs`. Not part of the page.

use std::hash::Hasher;

use bad_gateway::{lab, scenario};
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs a scenario of the library once for each of the seeds below `runs`; the sum of the digests of the traces, 0 if there
/// is no such scenario.
#[wasm_bindgen]
pub fn digests(slug: &str, runs: u32) -> u64 {
    let Some(scenario) = scenario::open(slug) else { return 0 };
    (0..runs).map(|seed| lab::record(&scenario.plan, seed.into()).digest().finish()).fold(0, u64::wrapping_add)
}
