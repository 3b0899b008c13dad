//! The page: components that show frames and send actions. Holds no simulation state.
//!
//! Everything compiles natively, so that pages are prerendered and components tested as text; only [`browser`] asks
//! the browser for anything, and only from effects and listeners, never while rendering.

pub mod app;
#[cfg(feature = "bench")]
pub mod bench;
pub mod browser;
mod driver;
pub mod here;
pub mod page;
pub mod pane;
pub mod part;
#[cfg(feature = "ssr")]
mod prerender;
pub mod route;
mod screen;
pub mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod view;

#[cfg(feature = "ssr")]
pub use prerender::{Page, pages, prerender, template};

/// Starts the page: takes over what was prerendered, or draws it where nothing was.
#[cfg(feature = "hydration")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    browser::start();
}
