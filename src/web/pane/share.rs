//! The link to this moment of this run: in a field, for those whom the browser does not allow to copy.

use bad_gateway::text::Lang;
use bad_gateway::text::ui::LabWord;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::part::Button;

/// What is shown.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ShareProps {
    /// The whole address.
    pub link: AttrValue,
    /// Copies it.
    pub on_copy: Callback<()>,
    /// The interface language.
    pub lang: Lang,
}

/// The link.
#[component]
pub fn Share(props: &ShareProps) -> Html {
    let lang = props.lang;
    let select = |event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    };
    html! {
        <div class="share">
            <label for="share-link">{ LabWord::ShareLink.text(lang) }</label>
            <input id="share-link" class="field" readonly=true value={props.link.clone()} onfocus={select} />
            <Button icon="copy" small=true label={LabWord::CopyLink.text(lang)} on_click={props.on_copy.clone()} />
            <p class="note">{ LabWord::ShareNote.text(lang) }</p>
        </div>
    }
}
