//! Copying text.

use yew::Callback;
use yew::platform::spawn_local;

use super::window;

/// Copies `text`; tells whether the browser allowed it. It may refuse, on pages without a secure origin.
pub(crate) fn copy(text: &str, done: Callback<bool>) {
    let Some(window) = window() else { return };
    let clipboard = window.navigator().clipboard();
    if clipboard.is_undefined() {
        done.emit(false);
        return;
    }
    let promise = clipboard.write_text(text);
    spawn_local(async move {
        done.emit(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
    });
}
