//! The reader's own files, as rows. Text from outside is data: it is never run, followed or rendered.

mod arrivals;
mod line;
mod w3c;

pub use arrivals::arrivals;
pub use w3c::{Log, Problem, Reason, Refused, Row, read};
