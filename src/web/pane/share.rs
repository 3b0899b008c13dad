//! The link to this moment of this run: in a field, for those whom the browser does not allow to copy.

use bad_gateway::text::Lang;
use bad_gateway::text::ui::LabWord;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::part::Button;

/// The whole address, and the button that copies it.
pub fn share(link: AttrValue, on_copy: Callback<MouseEvent>, lang: Lang) -> Html {
    let select = |event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    };
    html! {
        <div class="share">
            <label for="share-link">{ LabWord::ShareLink.text(lang) }</label>
            <input id="share-link" class="field" readonly=true value={link} onfocus={select} />
            { Button::new(LabWord::CopyLink.text(lang), on_copy).with_icon("copy").class("btn-small").draw() }
            <p class="note">{ LabWord::ShareNote.text(lang) }</p>
        </div>
    }
}
