//! The panes of the lab, one a file. Each gets what it shows, and says what the reader wants.

mod bar;
mod faults;
mod keys;
mod log;
mod say;
mod share;
mod time;
mod toast;
mod why;

pub use bar::{Bar, BarProps, scenario_title};
pub use faults::{Faults, FaultsProps};
pub use keys::Keys;
pub use log::{LogPane, LogPaneProps};
pub use say::{Announcer, said};
pub use share::share;
pub use time::time_bar;
pub use toast::{Notices, NoticesProps};
pub use why::{Why, WhyProps};
