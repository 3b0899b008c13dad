//! What any discrete-event model needs: virtual time, a fair event queue, chance that can be replayed.
//!
//! This module never asks for the time, never uses floating point, and knows nothing of HTTP or gateways.

mod civil;
pub mod decimal;
mod dice;
mod dist;
mod order;
mod queue;
mod time;

pub use civil::Civil;
pub use dice::{Dice, Stream};
pub use dist::Dist;
pub use order::order;
pub use queue::{Key, Queue};
pub use time::{Span, Time};
