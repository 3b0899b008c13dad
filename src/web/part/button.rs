//! Buttons. Plain functions of what they are, not components: there are many, and none has a state.

use bad_gateway::lab::Action;
use yew::prelude::*;

use crate::view::marks;

/// A button, before it is drawn.
#[derive(Clone, Debug)]
pub struct Button {
    on_click: Callback<MouseEvent>,
    label: Option<AttrValue>,
    name: Option<AttrValue>,
    mark: Html,
    key: Option<&'static str>,
    classes: Classes,
    expanded: Option<bool>,
    disabled: Option<AttrValue>,
}

impl Button {
    /// A button with words.
    pub fn new(label: impl Into<AttrValue>, on_click: Callback<MouseEvent>) -> Self {
        Self { label: Some(label.into()), ..Self::bare(on_click) }
    }

    /// A button with a picture instead of words; `name` is what it is called.
    pub fn icon(icon: &'static str, name: impl Into<AttrValue>, on_click: Callback<MouseEvent>) -> Self {
        Self { name: Some(name.into()), ..Self::bare(on_click) }.with_icon(icon).class("btn-icon")
    }

    fn bare(on_click: Callback<MouseEvent>) -> Self {
        Self {
            on_click,
            label: None,
            name: None,
            mark: Html::default(),
            key: None,
            classes: classes!("btn"),
            expanded: None,
            disabled: None,
        }
    }

    /// With a picture before the words: a symbol of the sprite.
    pub fn with_icon(self, icon: &'static str) -> Self {
        Self { mark: marks::icon(icon), ..self }
    }

    /// With a mark before the words.
    pub fn with_mark(self, mark: marks::Mark) -> Self {
        Self { mark: mark.icon(), ..self }
    }

    /// Called otherwise than its words say.
    pub fn named(self, name: impl Into<AttrValue>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// With the key that does the same printed on it.
    pub fn with_key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }

    /// With a further class: `btn-main` for the one main button of a region, `btn-flat` without a frame, `btn-small` in
    /// bars, `live-only` where it does nothing before the program has started.
    pub fn class(mut self, class: &'static str) -> Self {
        self.classes.push(class);
        self
    }

    /// Opens something that is, or is not, open.
    pub fn expands(self, open: bool) -> Self {
        Self { expanded: Some(open), ..self }
    }

    /// Does nothing now, for this reason. It can still be focused, and the reason is read with it.
    pub fn disabled(self, reason: Option<&'static str>) -> Self {
        Self { disabled: reason.map(AttrValue::from), ..self }
    }

    /// The button.
    pub fn draw(self) -> Html {
        let title = self.disabled.clone().or_else(|| self.name.clone().filter(|_| self.label.is_none()));
        let on_click = if self.disabled.is_some() { Callback::noop() } else { self.on_click };
        html! {
            <button type="button" class={self.classes} aria-label={self.name} {title} onclick={on_click}
                aria-expanded={self.expanded.map(flag)} aria-disabled={self.disabled.is_some().then_some("true")}
                aria-description={self.disabled}>
                { self.mark }
                if let Some(label) = self.label { { label } }
                if let Some(key) = self.key { <kbd aria-hidden="true">{ key }</kbd> }
            </button>
        }
    }
}

/// `true` or `false`, as ARIA writes it.
pub const fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

/// What a click means.
pub fn on(act: &Callback<Action>, action: Action) -> Callback<MouseEvent> {
    act.reform(move |_| action.clone())
}
