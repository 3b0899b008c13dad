//! How often all that was set was set anew: what was typed before belongs to what is gone.

use yew::prelude::*;

/// The count, for the fields below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anew(pub u32);

/// The count that is in force here.
#[hook]
pub fn use_anew() -> Anew {
    use_context::<Anew>().unwrap_or_default()
}
