//! Single nodes that begin in a state and are given one thing, each on a bench of its own; and the world as a whole.

mod app;
mod bench;
mod dependency;
mod flow;
mod gateway;
mod pool;
mod world;
