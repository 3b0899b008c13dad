//! Which of the two drawings of each picture this screen needs.

use yew::prelude::*;

use crate::browser;
use crate::store::Store;
use crate::view::Layout;

/// While time runs, the one that this screen shows: the other would cost as much on every frame. While it stands, both, as in the
/// page as it was written.
#[hook]
pub fn use_layout(store: &Store) -> Layout {
    let shown = use_state_eq(Layout::default);
    let set = shown.setter();
    use_effect_with((), move |()| {
        let watched = browser::on_narrow(move |narrow| set.set(if narrow { Layout::Narrow } else { Layout::Wide }));
        move || drop(watched)
    });
    if store.frame.playing { *shown } else { Layout::Both }
}
