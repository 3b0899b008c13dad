//! Where the reader is, for every component that writes an address or a word.

use bad_gateway::text::Lang;
use yew::prelude::*;

use crate::route::{Edition, Place, Route};

/// The page, its language, and how addresses are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Here {
    /// The page and its language.
    pub place: Place,
    /// How addresses are written.
    pub edition: Edition,
    /// Moves to the same page in another language, without losing what it shows.
    pub switch: Callback<Lang>,
}

/// What a page needs.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct HereProps {
    /// Where the reader is.
    pub here: Here,
}

impl Here {
    /// The interface language.
    pub const fn lang(&self) -> Lang {
        self.place.lang
    }

    /// The address of a page in this language, with `state` (may be empty) for the lab.
    pub fn href(&self, route: Route, state: &str) -> AttrValue {
        self.place.href(&Place::new(route, self.lang()), self.edition, state).into()
    }
}
