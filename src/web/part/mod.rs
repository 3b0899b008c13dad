//! Small controls and pieces that every page uses.

mod anew;
mod button;
mod field;
mod menu;
mod seg;
mod shell;
mod switch;

use yew::Callback;

pub use anew::{Anew, use_anew};
pub use button::{Button, flag, on};
pub use field::{Field, Kind as FieldKind};
pub use menu::menu;
pub use seg::seg;
pub use shell::{FIRST_ARTICLE, nowhere, shell, single_file};
pub use switch::switch;

/// A callback that passes on what `read` makes of an event, if it makes anything of it.
pub fn reading<E: 'static, T: 'static>(to: &Callback<T>, read: impl Fn(E) -> Option<T> + 'static) -> Callback<E> {
    let to = to.clone();
    Callback::from(move |event| {
        if let Some(value) = read(event) {
            to.emit(value);
        }
    })
}
