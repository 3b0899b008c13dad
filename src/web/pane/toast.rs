//! What the reader is told beside the picture: what happened, for a while; what could not be done, until it is closed.

use std::rc::Rc;

use bad_gateway::lab::Action;
use bad_gateway::plan::Plan;
use bad_gateway::text::lab::dropped;
use bad_gateway::text::scenario::{link_partly, link_refused};
use bad_gateway::text::ui::lab::{fault_switched_off, forked};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say, fault};
use yew::prelude::*;

use crate::browser;
use crate::part::{Button, on};
use crate::store::{Message, Notice, Store, acting};

/// How long a toast stays [ms].
const STAYS_MS: u32 = 8_000;

/// Toast and message.
#[hook]
pub fn use_notices(store: &UseReducerHandle<Store>, lang: Lang) -> Html {
    let held = use_state_eq(|| false);
    let dismiss = {
        let dispatcher = store.dispatcher();
        Callback::from(move |_: MouseEvent| dispatcher.dispatch(Message::Dismiss))
    };
    {
        let stays = matches!(
            store.notice,
            None | Some(Notice::BadLink(_) | Notice::NoRun(_) | Notice::Partly(_) | Notice::Foreign)
        ) || *held;
        let dispatcher = store.dispatcher();
        use_effect_with((store.notices, stays), move |&(_, stays)| {
            let timer = (!stays).then(|| browser::later(STAYS_MS, move || dispatcher.dispatch(Message::Dismiss)));
            move || drop(timer)
        });
    }
    notices(store, lang, &held, &dismiss)
}

fn notices(
    store: &UseReducerHandle<Store>,
    lang: Lang,
    held: &UseStateHandle<bool>,
    dismiss: &Callback<MouseEvent>,
) -> Html {
    let hold = |on: bool| {
        let held = held.clone();
        move || held.set(on)
    };
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    let close =
        || Button::icon("close", Word::Close.text(lang), dismiss.clone()).class("btn-flat").class("btn-small").draw();
    let toast = store.notice.as_ref().and_then(|notice| words(notice, &store.frame.snapshot.plan, lang));
    let undo = store.notice.as_ref().is_some_and(Notice::offers_undo) && store.frame.can_undo;
    let warning = match &store.notice {
        Some(Notice::BadLink(problem)) => Some(link_refused(problem, true, lang)),
        Some(Notice::NoRun(problem)) => Some(link_refused(problem, false, lang)),
        Some(Notice::Partly(left)) => Some(link_partly(left, lang)),
        _ => None,
    };
    html! {
        <>
            if let Some(warning) = warning {
                <div class="warn" role="alert">
                    <p>{ warning }</p>
                    { close() }
                </div>
            }
            <div class="toast-place" role="status">
                if let Some(text) = toast {
                    <p class="toast" onmouseenter={move |_| enter()} onmouseleave={move |_| leave()}
                        onfocusin={move |_| focus()} onfocusout={move |_| blur()}>
                        <span>{ text }</span>
                        if undo {
                            { Button::new(LabWord::Undo.text(lang), on(&acting(store), Action::Undo)).class("btn-small").draw() }
                        }
                        { close() }
                    </p>
                }
            </div>
        </>
    }
}

/// What a toast says; `None` for what is no toast.
fn words(notice: &Notice, plan: &Plan, lang: Lang) -> Option<Rc<str>> {
    let text = match notice {
        Notice::BadLink(_) | Notice::NoRun(_) | Notice::Partly(_) => return None,
        Notice::Refused(refusal) => refusal.say(lang),
        Notice::SwitchedOff(fault, place, at) => {
            fault_switched_off(&fault::name(*fault, &plan.place(*place).name, lang), *at, lang)
        }
        Notice::Dropped(changes) => dropped(changes, plan, lang),
        Notice::Foreign => LabWord::Foreign.say(lang),
        Notice::Forked(number, at) => forked(*number, *at, lang),
        Notice::RunClosed => LabWord::RunClosed.say(lang),
        Notice::WasReset => LabWord::WasReset.say(lang),
        Notice::Opened => LabWord::Opened.say(lang),
        Notice::LinkCopied => LabWord::LinkCopied.say(lang),
        Notice::LogCopied => LabWord::LogCopied.say(lang),
        Notice::CopyFailed => LabWord::CopyFailed.say(lang),
    };
    Some(text.into())
}
