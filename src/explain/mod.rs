//! Why: findings from the trace. Never sees the model, since what we teach is diagnosis from what is recorded.

mod chain;
mod held;
mod story;

pub use chain::{Chain, Link, Reason, Wait, why};
