//! What the page remembers on this machine. Unreadable data counts as absent; no storage at all is no error.

use super::window;

/// What is remembered, one key a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// The chosen theme: `light`, `dark` or `projector`; read by `theme.js` before the first paint.
    Theme,
    /// Whether single keys are switched off: `off`.
    Keys,
}

impl Stored {
    const fn key(self) -> &'static str {
        match self {
            Self::Theme => "bad-gateway.theme",
            Self::Keys => "bad-gateway.keys",
        }
    }
}

/// What is remembered, if anything.
pub(crate) fn read(kind: Stored) -> Option<String> {
    window()?.local_storage().ok()??.get_item(kind.key()).ok()?
}

/// Remembers a value; `None` forgets it.
pub(crate) fn write(kind: Stored, value: Option<&str>) {
    let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) else { return };
    // Full or forbidden storage: the choice holds for this page only.
    let _ = match value {
        Some(value) => storage.set_item(kind.key(), value),
        None => storage.remove_item(kind.key()),
    };
}
