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

pub use bar::{Bar, bar, scenario_title, scenario_titles};
pub use faults::{Faults, faults};
pub use keys::use_keys;
pub use log::{LogPane, LogPaneProps};
pub use say::{said, use_announcer};
pub use share::share;
pub use time::time_bar;
pub use toast::use_notices;
pub use why::{Why, why};
