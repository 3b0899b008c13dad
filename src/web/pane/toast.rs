//! What the reader is told beside the picture: what happened, for a while; what could not be done, until it is closed.

use std::rc::Rc;

use bad_gateway::lab::Action;
use bad_gateway::text::ui::lab::{fault_switched_off, forked};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say};
use yew::prelude::*;

use crate::browser;
use crate::part::{Button, on};
use crate::store::Notice;

/// How long a toast stays [ms].
const STAYS_MS: u32 = 8_000;

/// What is told.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct NoticesProps {
    /// What.
    pub notice: Option<Notice>,
    /// Which one it is: the same notice twice is two.
    pub number: u32,
    /// Whether the last change can be taken back.
    pub can_undo: bool,
    /// The interface language.
    pub lang: Lang,
    /// The reader wants something.
    pub act: Callback<Action>,
    /// The reader has read it, or it has stood long enough.
    pub dismiss: Callback<()>,
}

/// Toast and message.
#[component]
pub fn Notices(props: &NoticesProps) -> Html {
    let lang = props.lang;
    let held = use_state_eq(|| false);
    {
        let stays = matches!(props.notice, None | Some(Notice::BadLink(_))) || *held;
        let dismiss = props.dismiss.clone();
        use_effect_with((props.number, stays), move |&(_, stays)| {
            let timer = (!stays).then(|| browser::later(STAYS_MS, move || dismiss.emit(())));
            move || drop(timer)
        });
    }
    let hold = |on: bool| {
        let held = held.clone();
        move || held.set(on)
    };
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    let close = || {
        let dismiss = props.dismiss.reform(|_| ());
        Button::icon("close", Word::Close.text(lang), dismiss).class("btn-flat").class("btn-small").draw()
    };
    let toast = props.notice.as_ref().and_then(|notice| words(notice, lang));
    let undo = matches!(props.notice, Some(Notice::SwitchedOff(..) | Notice::WasReset)) && props.can_undo;
    html! {
        <>
            if let Some(Notice::BadLink(problem)) = &props.notice {
                <div class="warn" role="alert">
                    <p>{ problem.say(lang) }</p>
                    { close() }
                </div>
            }
            <div class="toast-place" role="status">
                if let Some(text) = toast {
                    <p class="toast" onmouseenter={move |_| enter()} onmouseleave={move |_| leave()}
                        onfocusin={move |_| focus()} onfocusout={move |_| blur()}>
                        <span>{ text }</span>
                        if undo {
                            { Button::new(LabWord::Undo.text(lang), on(&props.act, Action::Undo)).class("btn-small").draw() }
                        }
                        { close() }
                    </p>
                }
            </div>
        </>
    }
}

/// What a toast says; `None` for what is no toast.
fn words(notice: &Notice, lang: Lang) -> Option<Rc<str>> {
    let text = match notice {
        Notice::BadLink(_) => return None,
        Notice::Refused(refusal) => refusal.say(lang),
        Notice::SwitchedOff(fault, at) => fault_switched_off(&fault.say(lang), *at, lang),
        Notice::Forked(number, at) => forked(*number, *at, lang),
        Notice::WasReset => LabWord::WasReset.say(lang),
        Notice::LinkCopied => LabWord::LinkCopied.say(lang),
        Notice::LogCopied => LabWord::LogCopied.say(lang),
        Notice::CopyFailed => LabWord::CopyFailed.say(lang),
    };
    Some(text.into())
}
