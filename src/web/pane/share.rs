//! The link to this moment of this run: in a field, for those whom the browser does not allow to copy.

use bad_gateway::text::Lang;
use bad_gateway::text::ui::LabWord;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::part::{Button, reading};

/// The link, and the button that copies it. `on_paste`: takes what was shared, where an address cannot be opened.
pub fn share(link: AttrValue, on_copy: Callback<MouseEvent>, on_paste: Option<Callback<String>>, lang: Lang) -> Html {
    let select = |event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    };
    let note = if on_paste.is_some() { LabWord::ShareNoteFile } else { LabWord::ShareNote };
    let taking = |on_paste: Callback<String>| {
        reading(&on_paste, |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>()?;
            Some(input.value()).filter(|text| !text.trim().is_empty())
        })
    };
    html! {
        <div class="share">
            <label for="share-link">{ LabWord::ShareLink.text(lang) }</label>
            <input id="share-link" class="field" readonly=true value={link} onfocus={select} />
            { Button::new(LabWord::CopyLink.text(lang), on_copy).with_icon("copy").class("btn-small").draw() }
            <p class="note">{ note.text(lang) }</p>
            if let Some(on_paste) = on_paste {
                <label for="share-paste">{ LabWord::PasteLink.text(lang) }</label>
                <input id="share-paste" class="field" autocomplete="off" spellcheck="false" onchange={taking(on_paste)} />
            }
        </div>
    }
}
