//! The lab: the whole chain, its time, its log, why, and the faults.

use std::rc::Rc;

use bad_gateway::artefact::w3c;
use bad_gateway::lab::{Action, Frame, StepBy};
use bad_gateway::text::Lang;
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::title;
use yew::prelude::*;

use crate::browser::{self, Key, Stored};
use crate::driver::use_driver;
use crate::here::{Here, use_here};
use crate::pane::{
    Announcer, Bar, BarProps, Faults, FaultsProps, Keys, LogPane, LogPaneProps, Notices, Why, WhyProps, said,
    scenario_title, share, time_bar,
};
use crate::part::shell;
use crate::route::Edition;
use crate::store::{FLAGSHIP, Message, Notice, Store, acting};
use crate::view::chain::Chain;
use crate::view::strip::Strip;

/// The page.
#[component]
pub fn LabPage() -> Html {
    let here = use_here();
    let lang = here.lang();
    let store = use_reducer_eq(|| Store::open(FLAGSHIP));
    let area = use_node_ref();
    use_driver(&store, &area);
    use_address(&store, &here);
    let (keys_open, keys_on) = use_keys(&store);
    let sharing = use_state_eq(|| false);

    let act = use_memo((), |()| acting(&store));
    let act = (*act).clone();
    let frame = &store.frame;
    let tell = {
        let dispatcher = store.dispatcher();
        Callback::from(move |notice| dispatcher.dispatch(Message::Tell(notice)))
    };
    {
        let title = title(&scenario_title(&frame.scenario, lang), lang);
        use_effect_with((title, lang), |(title, lang)| browser::describe(*lang, title));
    }
    let on_copy_log = use_callback((frame.log.len(), frame.log_rows, frame.at), {
        let (frame, tell) = (Rc::clone(frame), tell.clone());
        move |(), _| copy(&written(&frame), Notice::LogCopied, &tell)
    });
    let toggle_share = {
        let (sharing, store, here, tell) = (sharing.clone(), store.clone(), here.clone(), tell.clone());
        Callback::from(move |()| {
            if !*sharing {
                copy(&address(&store, &here), Notice::LinkCopied, &tell);
            }
            sharing.set(!*sharing);
        })
    };
    let on_copy_link = {
        let (store, here, tell) = (store.clone(), here.clone(), tell.clone());
        Callback::from(move |_: MouseEvent| copy(&address(&store, &here), Notice::LinkCopied, &tell))
    };
    let dismiss = {
        let dispatcher = store.dispatcher();
        Callback::from(move |()| dispatcher.dispatch(Message::Dismiss))
    };
    let twin = store.twin_link().map(|link| here.href(here.place.route.clone(), &link));
    let bar = BarProps::of(frame, lang, act.clone(), toggle_share, *sharing);
    let (faults, why) = (FaultsProps::of(frame, twin, lang, act.clone()), WhyProps::of(frame, lang, act.clone()));
    let log = LogPaneProps::of(frame, lang, act.clone(), on_copy_log);
    let main = html! {
            <main id="main" class="lab" tabindex="-1" ref={area}>
                <Bar ..bar />
                if *sharing {
                    { share(address(&store, &here), on_copy_link, lang) }
                }
                <Notices notice={store.notice.clone()} number={store.notices} can_undo={frame.can_undo} {lang} act={act.clone()} {dismiss} />
                <section class="lab-stage" aria-label={LabWord::Chain.text(lang)}>
                    { said(&frame.story, frame.at, lang) }
                    <Announcer story={frame.story} at={frame.at} playing={frame.playing} {lang} />
                    <Chain frame={Rc::clone(frame)} {lang} on_select={act.reform(|request| Action::Select(Some(request)))} />
                </section>
                <section class="lab-time" aria-label={LabWord::Time.text(lang)}>
                    { time_bar(frame, lang, &act) }
                    <Strip frame={Rc::clone(frame)} {lang} on_seek={act.reform(Action::Seek)} />
                </section>
                <div class="lab-views">
                    <LogPane ..log />
                    <Why ..why />
                </div>
                <Faults ..faults />
                { keys(keys_open, keys_on, lang) }
            </main>
    };
    shell(&here, false, main)
}

/// The IIS log as it stands at the playhead, as IIS writes it.
fn written(frame: &Frame) -> String {
    w3c::file(&frame.log[..frame.log_rows.min(frame.log.len())], frame.starts_at_unix_s)
}

/// The whole address of what is shown.
fn address(store: &Store, here: &Here) -> AttrValue {
    let state = store.link();
    let fragment = match here.edition {
        Edition::Single => here.place.fragment(&state),
        Edition::Site | Edition::Dev => format!("#{state}"),
    };
    browser::absolute(&fragment).into()
}

fn copy(text: &str, done: Notice, tell: &Callback<Notice>) {
    let tell = tell.clone();
    browser::copy(
        text,
        Callback::from(move |copied| tell.emit(if copied { done.clone() } else { Notice::CopyFailed })),
    );
}

/// Keeps the fragment of the address and the store in step: what is shown is written while time stands, what the reader
/// goes to is opened.
#[hook]
fn use_address(store: &UseReducerHandle<Store>, here: &Here) {
    let edition = here.edition;
    // What the fragment says, as far as the page knows: then there is nothing to open, or to write.
    let known = use_mut_ref(|| store.link());
    {
        let (dispatcher, known) = (store.dispatcher(), Rc::clone(&known));
        use_effect_with((), move |()| {
            let open = move || {
                let state = browser::state(edition);
                if !state.is_empty() && *known.borrow() != state {
                    known.borrow_mut().clone_from(&state);
                    dispatcher.dispatch(Message::Load(state));
                }
            };
            open();
            let moves = browser::on_move(open);
            move || drop(moves)
        });
    }
    // What was shown when the page opened is not written: the reader has done nothing yet.
    let shown = use_mut_ref(|| store.link());
    let link = (!store.frame.playing && !store.busy).then(|| store.link());
    let place = here.place.clone();
    use_effect_with(link, move |link| {
        if let Some(link) = link
            && shown.replace(link.clone()) != *link
            && known.replace(link.clone()) != *link
        {
            browser::replace_state(&place, edition, link);
        }
    });
}

/// Single keys: whether their list is open, and whether they are on.
#[hook]
fn use_keys(store: &UseReducerHandle<Store>) -> (UseStateHandle<bool>, UseStateHandle<bool>) {
    let open = use_state_eq(|| false);
    let on = use_state_eq(|| true);
    {
        let on = on.clone();
        use_effect_with((), move |()| {
            if browser::read_stored(Stored::Keys).as_deref() == Some("off") {
                on.set(false);
            }
        });
    }
    let (dispatcher, show) = (store.dispatcher(), open.setter());
    use_effect_with(*on, move |&on| {
        let listener = browser::listen_to_keys(move |key| {
            let act = |action| dispatcher.dispatch(Message::Act(action));
            match key {
                // The list tells how to switch keys on again.
                Key::Help => show.set(true),
                _ if !on => {}
                Key::Space => act(Action::TogglePlay),
                Key::Left => act(Action::Step(StepBy::Previous)),
                Key::Right => act(Action::Step(StepBy::Next)),
                Key::F => act(Action::Fork),
                Key::R => act(Action::Reset),
            }
        });
        move || drop(listener)
    });
    (open, on)
}

fn keys(open: UseStateHandle<bool>, on: UseStateHandle<bool>, lang: Lang) -> Html {
    let is_open = *open;
    let enabled = *on;
    let on_enable = Callback::from(move |enabled: bool| {
        browser::write_stored(Stored::Keys, (!enabled).then_some("off"));
        on.set(enabled);
    });
    html! { <Keys open={is_open} {enabled} {on_enable} on_close={move |()| open.set(false)} {lang} /> }
}
