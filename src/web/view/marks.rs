//! The marks: what a state looks like. Round is fine, pointed has failed, dashed is forgotten; colour comes third.
//!
//! The shapes are drawn once, in [`Sprite`], which every page carries; everywhere else they are referred to.

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

/// What [`MarkIcon`] shows.
#[derive(Clone, Copy, PartialEq, Properties)]
pub struct MarkIconProps {
    /// The mark.
    pub mark: Mark,
}

/// A mark in a line of text. The word beside it says the same, so it is hidden from those who listen.
#[component]
pub fn MarkIcon(props: &MarkIconProps) -> Html {
    let MarkIconProps { mark } = *props;
    html! { <svg class={classes!("mk", mark.class())} aria-hidden="true"><use href={mark.symbol()} /></svg> }
}

/// What [`Icon`] shows.
#[derive(Clone, Copy, PartialEq, Properties)]
pub struct IconProps {
    /// The symbol's name without its prefix, such as `play`.
    pub name: &'static str,
}

/// The picture on a button. The button says what it does.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    html! { <svg aria-hidden="true"><use href={format!("#i-{}", props.name)} /></svg> }
}

/// All symbols, drawn once. Must stand in the page, before what refers to them.
///
/// A symbol of a mark holds an invisible square, so that a click beside its thin strokes is a click on it.
#[component]
pub fn Sprite() -> Html {
    html! {
        <svg class="sprite" aria-hidden="true" focusable="false">
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" class="s-hair" /></pattern>
            <symbol id="m-ok" viewBox="0 0 16 16"><path class="hit" d="M0 0h16v16H0z" /><circle cx="8" cy="8" r="5.7" class="ln w2" /></symbol>
            <symbol id="m-wait" viewBox="0 0 16 16"><path class="hit" d="M0 0h16v16H0z" /><circle cx="8" cy="8" r="6.1" class="ln" /><path d="M8 4.4V8l2.6 1.7" class="ln" /></symbol>
            <symbol id="m-4xx" viewBox="0 0 16 16"><path d="M8 1.4 14.6 8 8 14.6 1.4 8Z" class="fl" /></symbol>
            <symbol id="m-bad" viewBox="0 0 16 16"><path d="M8 2.3 14.4 13.7H1.6Z" class="fl ln w2" /><path class="knk" d="M6.3 6.9h3.3L7.6 9.1c1.5 0 2.4.7 2.4 1.8 0 1.1-.9 1.8-2.1 1.8-.9 0-1.7-.4-2-1" /></symbol>
            <symbol id="m-time" viewBox="0 0 16 16"><path d="M8 2.3 14.4 13.7H1.6Z" class="fl ln w2" /><circle class="knk" cx="8" cy="10" r="2.9" /><path class="knk" d="M8 8.4V10l1.1.7" /></symbol>
            <symbol id="m-5xx" viewBox="0 0 16 16"><path class="hit" d="M0 0h16v16H0z" /><path d="M8 2.8 13.9 13.3H2.1Z" class="ln w2" /></symbol>
            <symbol id="m-reset" viewBox="0 0 16 16"><path class="hit" d="M0 0h16v16H0z" /><path d="M6 5H4.5a3 3 0 0 0 0 6H6M10 5h1.5a3 3 0 0 1 0 6H10M7.2 1.8l.6 2.4M8.8 14.2l-.6-2.4M5.6 8h1M9.4 8h1" class="ln w2" /></symbol>
            <symbol id="m-ghost" viewBox="0 0 16 16"><path class="hit" d="M0 0h16v16H0z" /><circle cx="8" cy="8" r="6" class="ln gaps" /></symbol>
            <symbol id="logo" viewBox="0 0 44 28"><path class="wire" d="M1 24.5h8.5" /><path class="wire far" d="M35 24.5h8" /><path class="tri" d="M22 3 34 25H10Z" /><path class="knk big" d="M18.6 12.6h6.6l-3.9 4.1c2.6-.1 4.2 1.2 4.2 3 0 1.9-1.6 3.1-3.7 3.1-1.6 0-2.9-.7-3.6-1.8" /></symbol>
            <symbol id="i-ran" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" class="fl" /><path class="knk big" d="m4.8 8.2 2.3 2.3 4.2-4.7" /></symbol>
            <symbol id="i-play" viewBox="0 0 16 16"><path d="M4.5 2.5v11l8.5-5.5Z" class="fl" /></symbol>
            <symbol id="i-pause" viewBox="0 0 16 16"><path d="M4 3h3v10H4zM9 3h3v10H9z" class="fl" /></symbol>
            <symbol id="i-back" viewBox="0 0 16 16"><path d="M10.5 3v10L4.5 8ZM3 3h1.5v10H3z" class="fl" /></symbol>
            <symbol id="i-fwd" viewBox="0 0 16 16"><path d="M5.5 3v10l6-5ZM11.5 3H13v10h-1.5z" class="fl" /></symbol>
            <symbol id="i-start" viewBox="0 0 16 16"><path d="M13 3v10L7.5 8ZM8 3v10L2.5 8Z" class="fl" /></symbol>
            <symbol id="i-fork" viewBox="0 0 16 16"><path d="M2 8h4c3 0 3-4.5 7-4.5M6 8c3 0 3 4.5 7 4.5M11 1.5l2 2-2 2M11 10.5l2 2-2 2" class="ln" /></symbol>
            <symbol id="i-undo" viewBox="0 0 16 16"><path d="M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6" class="ln" /></symbol>
            <symbol id="i-redo" viewBox="0 0 16 16"><path d="m10.5 3 3 3-3 3M13.5 6H6a3.5 3.5 0 0 0 0 7h4" class="ln" /></symbol>
            <symbol id="i-share" viewBox="0 0 16 16"><path d="M8 10V2M5 4.5 8 1.8l3 2.7M3 8v5.5h10V8" class="ln" /></symbol>
            <symbol id="i-search" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.5" class="ln" /><path d="m10.5 10.5 3.5 3.5" class="ln" /></symbol>
            <symbol id="i-theme" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.5" class="ln" /><path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" class="fl" /></symbol>
            <symbol id="i-down" viewBox="0 0 16 16"><path d="m3.5 6 4.5 4.5L12.5 6" class="ln w2" /></symbol>
            <symbol id="i-copy" viewBox="0 0 16 16"><path d="M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3" class="ln" /></symbol>
            <symbol id="i-file" viewBox="0 0 16 16"><path d="M4 1.8h5l3.5 3.5v9H4zM9 1.8v3.5h3.5" class="ln" /></symbol>
            <symbol id="i-close" viewBox="0 0 16 16"><path d="m3.5 3.5 9 9m0-9-9 9" class="ln" /></symbol>
            <symbol id="i-link" viewBox="0 0 16 16"><path d="M6.5 9.5a2.5 2.5 0 0 0 3.6 0l2.7-2.7a2.5 2.5 0 0 0-3.6-3.6l-.8.8M9.5 6.5a2.5 2.5 0 0 0-3.6 0L3.2 9.2a2.5 2.5 0 0 0 3.6 3.6l.8-.8" class="ln" /></symbol>
        </svg>
    }
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
