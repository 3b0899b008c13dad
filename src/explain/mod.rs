//! Why: findings from the trace. Never sees the model, since what we teach is diagnosis from what is recorded.

mod chain;

pub use chain::{Chain, Link, Reason, Wait, why};
