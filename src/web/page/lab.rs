//! The lab: the whole chain, its time, its log, why, and the faults.

use std::cell::RefCell;
use std::rc::Rc;

use bad_gateway::artefact::w3c;
use bad_gateway::lab::{Action, Frame};
use bad_gateway::scenario::LinkProblem;
use bad_gateway::text::Lang;
use bad_gateway::text::scenario::link_refused;
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
use crate::part::{Anew, Button, shell};
use crate::route::{Edition, Place, Route};
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
    // A file on a disk has no address that another reader could open.
    let on_paste = (here.edition == Edition::Single).then(|| {
        let dispatcher = store.dispatcher();
        Callback::from(move |text: String| dispatcher.dispatch(Message::Load(pasted(&text).to_owned())))
    });
    let twin = store.twin_link().map(|link| here.href(Route::Lab, &link)).zip(frame.twin_differs);
    let faults = use_memo(Faults::of(frame, twin, lang, (*act).clone()), faults);
    let log = LogPaneProps::of(frame, lang, (*act).clone(), on_copy_log);
    let main = html! {
        <main id="main" class="lab" tabindex="-1" ref={&area}>
            { bar(frame, Bar { titles: &titles, lang, act: &act, on_share, sharing: *sharing }) }
            if *sharing { { share(address(&store, here), on_copy_link, on_paste, lang) } }
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
    let main = match &store.notice {
        Some(Notice::NoRun(problem)) => no_run(&store, problem, lang, &area),
        _ => main,
    };
    html! { <ContextProvider<Anew> context={Anew(store.anew)}>{ shell(here, false, main) }</ContextProvider<Anew>> }
}

/// In place of a run that somebody else did not mean.
fn no_run(store: &UseReducerHandle<Store>, problem: &LinkProblem, lang: Lang, area: &NodeRef) -> Html {
    let dispatcher = store.dispatcher();
    let open = Callback::from(move |_: MouseEvent| dispatcher.dispatch(Message::Load(String::new())));
    html! {
        <main id="main" class="page" tabindex="-1" ref={area}>
            <h1>{ LabWord::NoRun.text(lang) }</h1>
            <p role="alert">{ link_refused(problem, false, lang) }</p>
            <p>{ Button::new(LabWord::OpenFirst.text(lang), open).class("btn-main").draw() }</p>
        </main>
    }
}

/// The IIS log as it stands at the playhead, as IIS writes it.
fn written(frame: &Frame) -> String {
    w3c::file(&frame.log[..frame.log_rows.min(frame.log.len())], frame.starts_at_unix_s)
}

/// The link in a text that was shared: a fragment, or what holds one.
fn pasted(text: &str) -> &str {
    let text = text.trim();
    let fragment = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment);
    match Place::parse_fragment(fragment).1 {
        // Refused, and named, as what it is.
        "" => "?",
        state => state,
    }
}

/// What is shared: the whole address of what is shown; of the single file, the fragment that any other copy takes.
fn address(store: &Store, here: &Here) -> AttrValue {
    let state = store.link();
    match here.edition {
        Edition::Single => here.place.fragment(&state).into(),
        Edition::Site | Edition::Dev => browser::absolute(&format!("#{state}")).into(),
    }
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

/// Whether a link is to this scenario.
fn is_of(link: &str, scenario: &str) -> bool {
    link.split('&').any(|part| part.strip_prefix("scenario=") == Some(scenario))
}

/// How often the address is written while time runs [ms]: browsers refuse it when asked for much more.
const WRITE_MS: u32 = 1_000;

/// The fragment of the address, as far as the page knows it.
struct Address {
    /// What it says: then there is nothing to open, or to write.
    known: RefCell<String>,
    /// What was shown last. What was shown when the page opened is not written: the reader has done nothing yet.
    shown: RefCell<String>,
    /// Of which scenario that was. Another one is another place, to which the reader's way back leads.
    scenario: RefCell<String>,
}

impl Address {
    fn of(store: &Store) -> Self {
        let link = RefCell::new(store.link());
        Self { known: link.clone(), shown: link, scenario: RefCell::new(store.frame.scenario.clone()) }
    }

    fn write(&self, store: &Store, place: &Place, edition: Edition) {
        let (link, open) = (store.link(), &store.frame.scenario);
        let another = self.scenario.replace(open.clone()) != *open;
        if self.shown.replace(link.clone()) != link {
            let told = self.known.replace(link.clone());
            if told != link {
                // Where the reader went by an address, there is an entry for it.
                browser::write_state(place, edition, &link, another && !is_of(&told, open));
            }
        }
    }
}

/// Keeps the fragment of the address and the store in step: what is shown is written, at intervals while time runs, and what
/// the reader goes to is opened.
#[hook]
fn use_address(store: &UseReducerHandle<Store>, here: &Here) {
    let edition = here.edition;
    let address = use_memo((), |()| Address::of(store));
    {
        let (dispatcher, address, opening) = (store.dispatcher(), Rc::clone(&address), store.link());
        use_effect_with((), move |()| {
            let open = move || {
                let state = browser::state(edition);
                // What has no key is a place in the page, such as its main part.
                let is_link = state.is_empty() || state.contains('=');
                let says = if state.is_empty() { &opening } else { &state };
                if is_link && *address.known.borrow() != *says {
                    address.known.borrow_mut().clone_from(says);
                    dispatcher.dispatch(Message::Load(state));
                }
            };
            open();
            let moves = browser::on_move(open);
            move || drop(moves)
        });
    }
    let latest = use_mut_ref(|| store.clone());
    latest.replace(store.clone());
    let place = here.place.clone();
    let write = move || address.write(&latest.borrow(), &place, edition);
    let stands = (!store.frame.playing && !store.busy).then(|| store.link());
    use_effect_with((stands, store.frame.playing, store.choices), move |(stands, playing, _)| {
        if stands.is_some() || *playing {
            write();
        }
        let timer = playing.then(|| browser::every(WRITE_MS, write));
        move || drop(timer)
    });
}
