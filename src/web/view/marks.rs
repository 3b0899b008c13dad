//! The marks: what a state looks like. Round is fine, pointed has failed, dashed is forgotten; colour comes third.
//!
//! The shapes are drawn once, in `index.html`, the template of every page; everywhere else they are referred to.

use bad_gateway::vocabulary::{Ending, Status};
use yew::prelude::*;

/// A state, as a shape and a colour. The word stands beside it, or is the status itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Ended well: a hollow round.
    Ok,
    /// Still alive, holds something: round, with clock hands.
    Wait,
    /// Not yet a connection: a dashed round in the colour of waiting.
    Connecting,
    /// The client's matter: a diamond.
    Client,
    /// 502.3: a triangle with a 3.
    Bad,
    /// A clock ended it: a triangle with a clock.
    Time,
    /// Another error of a server: a hollow triangle.
    Server,
    /// The connection was cut: a broken link.
    Reset,
    /// Works on, nobody waits for it: a dashed round.
    Ghost,
}

impl Mark {
    /// The mark of an ended request.
    pub const fn of_status(status: Status) -> Self {
        match status.code {
            _ if status.is_forwarder_error() => Self::Bad,
            504 => Self::Time,
            500.. => Self::Server,
            400..=499 => Self::Client,
            0..100 => Self::Reset,
            100..=399 => Self::Ok,
        }
    }

    /// The mark of what A met on its way to B.
    pub const fn of_ending(ending: Ending) -> Self {
        match ending {
            Ending::Answered => Self::Ok,
            Ending::ConnectTimedOut | Ending::TimedOut(_) => Self::Time,
            Ending::Refused | Ending::Closed(_) | Ending::Reset(_) | Ending::ClientGone => Self::Reset,
            Ending::Invalid(_) => Self::Bad,
            Ending::QueueFull => Self::Server,
        }
    }

    /// The symbol, as an address inside the page.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Ok => "#m-ok",
            Self::Wait => "#m-wait",
            Self::Connecting | Self::Ghost => "#m-ghost",
            Self::Client => "#m-4xx",
            Self::Bad => "#m-bad",
            Self::Time => "#m-time",
            Self::Server => "#m-5xx",
            Self::Reset => "#m-reset",
        }
    }

    /// The class of its colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "c-ok",
            Self::Wait | Self::Connecting => "c-wait",
            Self::Client => "c-4xx",
            Self::Bad => "c-bad",
            Self::Time => "c-time",
            Self::Server => "c-5xx",
            Self::Reset => "c-reset",
            Self::Ghost => "c-ghost",
        }
    }

    /// The mark in a line of text. The word beside it says the same, so it is hidden from those who listen.
    pub fn icon(self) -> Html {
        html! { <svg class={classes!("mk", self.class())} aria-hidden="true"><use href={self.symbol()} /></svg> }
    }

    /// The class of its strokes, where it is drawn as a tick.
    pub(crate) const fn stroke(self) -> &'static str {
        match self {
            Self::Ok => "s-ok",
            Self::Wait | Self::Connecting => "s-wait",
            Self::Client => "s-4xx",
            Self::Bad => "s-bad",
            Self::Time => "s-time",
            Self::Server => "s-ink",
            Self::Reset => "s-reset",
            Self::Ghost => "s-ghost",
        }
    }

    /// The class of the region that its reason stands on.
    pub(crate) const fn region(self) -> &'static str {
        match self {
            Self::Bad => "ft-bad",
            Self::Time => "ft-time",
            _ => "f-shade",
        }
    }
}

/// The picture on a control, by the name of its symbol without the prefix. The control says what it does.
pub fn icon(name: &'static str) -> Html {
    html! { <svg aria-hidden="true"><use href={format!("#i-{name}")} /></svg> }
}

#[cfg(test)]
mod tests {
    use bad_gateway::vocabulary::Win32;

    use super::*;

    #[test]
    fn only_502_3_is_the_triangle_with_the_3() {
        assert_eq!(Mark::of_status(Status::forwarder_error(Win32::TIMEOUT)), Mark::Bad);
        assert_eq!(Mark::of_status(Status::passed_through(502)), Mark::Server);
        assert_eq!(Mark::of_status(Status::passed_through(504)), Mark::Time);
        assert_eq!(Mark::of_status(Status::passed_through(404)), Mark::Client);
        assert_eq!(Mark::of_status(Status::passed_through(200)), Mark::Ok);
        assert_eq!(Mark::of_status(Status::passed_through(0)), Mark::Reset);
    }
}
