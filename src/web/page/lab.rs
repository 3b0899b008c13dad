//! The lab: the whole chain, its time, its log, why, and the faults.

use std::rc::Rc;

use bad_gateway::artefact::w3c;
use bad_gateway::lab::{Action, Frame};
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::title;
use yew::prelude::*;

use crate::browser;
use crate::driver::use_driver;
use crate::here::{Here, HereProps};
use crate::pane::{
    Bar, Faults, LogPane, LogPaneProps, Why, bar, faults, said, scenario_titles, share, time_bar, use_announcer,
    use_keys, use_notices, why,
};
use crate::part::shell;
use crate::route::{Edition, Route};
use crate::screen::use_layout;
use crate::store::{FLAGSHIP, Message, Notice, Store, acting};
use crate::view::chain::Chain;
use crate::view::strip::Strip;

/// The page.
#[component]
pub fn LabPage(props: &HereProps) -> Html {
    let here = &props.here;
    let lang = here.lang();
    let store = use_reducer_eq(|| Store::open(FLAGSHIP));
    let layout = use_layout(&store);
    let area = use_node_ref();
    use_driver(&store, &area);
    use_address(&store, here);
    let keys = use_keys(&store, lang);
    let notices = use_notices(&store, lang);
    let announced = use_announcer(&store.frame, lang);
    let sharing = use_state_eq(|| false);
    let act = use_memo((), |()| acting(&store));
    let frame = &store.frame;

    let titles = use_memo(lang, |lang| scenario_titles(*lang));
    {
        let shown = titles.iter().find(|(slug, _)| *slug == frame.scenario).map(|(_, title)| title.clone());
        use_effect_with((shown, lang), |(shown, lang)| {
            if let Some(shown) = shown {
                browser::describe(*lang, &title(shown, *lang));
            }
        });
    }
    // The callback stays the same from frame to frame, else the log would be drawn with each.
    let latest = use_mut_ref(|| store.clone());
    latest.replace(store.clone());
    let on_copy_log = use_callback((), move |(), ()| {
        let store = latest.borrow();
        copy(&store, &written(&store.frame), Notice::LogCopied);
    });
    let on_copy_link = {
        let (store, here) = (store.clone(), here.clone());
        Callback::from(move |_: MouseEvent| copy(&store, &address(&store, &here), Notice::LinkCopied))
    };
    let on_share = {
        let (sharing, on_copy_link) = (sharing.clone(), on_copy_link.clone());
        Callback::from(move |event: MouseEvent| {
            if !*sharing {
                on_copy_link.emit(event);
            }
            sharing.set(!*sharing);
        })
    };
    let twin = store.twin_link().map(|link| here.href(Route::Lab, &link));
    let faults = use_memo(Faults::of(frame, twin, lang, (*act).clone()), faults);
    let log = LogPaneProps::of(frame, lang, (*act).clone(), on_copy_log);
    let main = html! {
        <main id="main" class="lab" tabindex="-1" ref={area}>
            { bar(frame, Bar { titles: &titles, lang, act: &act, on_share, sharing: *sharing }) }
            if *sharing { { share(address(&store, here), on_copy_link, lang) } }
            { notices }
            <section class="lab-stage" aria-label={LabWord::Chain.text(lang)}>
                { said(&frame.story, &frame.snapshot.plan, frame.at, lang) }
                { announced }
                <Chain frame={Rc::clone(frame)} {lang} {layout} on_select={act.reform(|request| Action::Select(Some(request)))} />
            </section>
            <section class="lab-time" aria-label={LabWord::Time.text(lang)}>
                { time_bar(frame, lang, &act) }
                <Strip frame={Rc::clone(frame)} {lang} {layout} on_seek={act.reform(Action::Seek)} />
            </section>
            <div class="lab-views">
                <LogPane ..log />
                { why(&Why::of(frame, lang, (*act).clone())) }
            </div>
            { (*faults).clone() }
            { keys }
        </main>
    };
    shell(here, false, main)
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

/// Copies `text` and tells how that went.
fn copy(store: &UseReducerHandle<Store>, text: &str, done: Notice) {
    let dispatcher = store.dispatcher();
    browser::copy(
        text,
        Callback::from(move |copied| {
            dispatcher.dispatch(Message::Tell(if copied { done.clone() } else { Notice::CopyFailed }));
        }),
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
