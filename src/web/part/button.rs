//! Buttons.

use yew::prelude::*;

use crate::view::marks::Icon;

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// A frame.
    #[default]
    Plain,
    /// The one main button of a region.
    Main,
    /// No frame until it is hovered.
    Flat,
}

/// What a button is.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ButtonProps {
    /// What it does.
    pub on_click: Callback<()>,
    /// Its words; none: only the icon, and `name` is needed.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Its name where the words do not say it all.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// Before the words: the name of a symbol of the sprite.
    #[prop_or_default]
    pub icon: Option<&'static str>,
    /// The key that does the same, printed on it.
    #[prop_or_default]
    pub key_hint: Option<AttrValue>,
    /// How it looks.
    #[prop_or_default]
    pub look: Look,
    /// In bars.
    #[prop_or_default]
    pub small: bool,
    /// Further classes of the place where it stands.
    #[prop_or_default]
    pub class: Classes,
    /// Whether what it opens is open.
    #[prop_or_default]
    pub expanded: Option<bool>,
    /// Why it does nothing now. It can still be focused, and the reason is read with it.
    #[prop_or_default]
    pub disabled: Option<AttrValue>,
}

/// A button.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let look = match props.look {
        Look::Plain => None,
        Look::Main => Some("btn-main"),
        Look::Flat => Some("btn-flat"),
    };
    let bare = props.label.is_none().then_some("btn-icon");
    let small = props.small.then_some("btn-small");
    let on_click = match props.disabled {
        Some(_) => Callback::noop(),
        None => props.on_click.reform(|_: MouseEvent| ()),
    };
    html! {
        <button
            type="button"
            class={classes!("btn", look, bare, small, props.class.clone())}
            aria-label={props.name.clone()}
            aria-expanded={props.expanded.map(|open| if open { "true" } else { "false" })}
            aria-disabled={props.disabled.as_ref().map(|_| "true")}
            aria-description={props.disabled.clone()}
            title={props.disabled.clone().or_else(|| props.name.clone().filter(|_| props.label.is_none()))}
            onclick={on_click}
        >
            if let Some(name) = props.icon { <Icon {name} /> }
            if let Some(label) = &props.label { { label } }
            if let Some(key) = &props.key_hint { <kbd aria-hidden="true">{ key }</kbd> }
        </button>
    }
}
