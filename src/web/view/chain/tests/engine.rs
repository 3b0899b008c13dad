//! Against today's engine: what the flagship says, and that every scenario keeps to its place.

use bad_gateway::lab::{Action, Failure, Jump, Lab};
use bad_gateway::trace::{ExchangePhase, ExchangeView};
use bad_gateway::vocabulary::ExchangeId;

use super::held::holds;
use super::*;
use crate::view::fixture;

fn scene(snapshot: &Snapshot, failure: Option<Failure>, selected: Option<u32>) -> Scene {
    Scene::new(snapshot, failure, selected.map(RequestId), Lang::En)
}

#[test]
fn the_flagship_says_what_happened_where_it_happened() {
    let scene = scene(&fixture::flagship(), Some(fixture::first_failure()), None);
    for (drawing, groups, _) in drawings(&scene).into_iter().take(2) {
        let texts = texts(&groups);
        for wanted in ["33 wait", "#41 502.3.12002", "C, client gone", "C, on slot 2", "a slot", "14", "0:30.0"] {
            assert!(texts.iter().any(|text| text == wanted), "{drawing}: {wanted} is missing in {texts:?}");
        }
        assert_eq!(texts.iter().filter(|text| *text == "a slot").count(), 14, "{drawing}");
    }
}

/// A worker has the log to write when the request is over for everybody else.
#[test]
fn a_worker_is_busy_for_longer_than_its_request_lasts() {
    let mut snapshot = fixture::flagship();
    let workers = snapshot.plan.gateways[0].workers;
    let held = snapshot.pool(workers).held.clone();
    assert_eq!(held.len(), 1);
    snapshot.parties.retain(|view| held.iter().all(|&(_, party)| party != view.party));
    let scene = scene(&snapshot, None, None);
    let texts = texts(&wide::parts(&scene, wide::size(&scene), false));
    assert!(texts.iter().any(|text| text == "1 busy"), "{texts:?}");
}

#[test]
fn the_wide_picture_says_all_that_it_has_room_for() {
    let scene = scene(&fixture::flagship(), Some(fixture::first_failure()), None);
    let texts = texts(&wide::parts(&scene, wide::size(&scene), false));
    for wanted in [
        "http.sys",
        "0 queued",
        "of 1\u{202f}000",
        "workers",
        "1 busy",
        "of 16",
        "connections to B",
        "33 open,",
        "no byte back",
        "next: #42 in 0.9 s",
        "work queue",
        "18 queued",
        "first: #57",
        "thread",
        "waits for",
        "since",
        "slots to C",
        "wait for",
        "one of 2",
        "accepted",
        "No answer.",
        "Until 0:40 it took",
        "38\u{a0}ms.",
        "Fault on",
        "hangs",
        "since 0:40",
        "gets a 502",
        "no header in 30.0\u{a0}s, so A hangs up",
    ] {
        assert!(texts.iter().any(|text| text == wanted), "{wanted} is missing in {texts:?}");
    }
}

#[test]
fn the_twin_says_what_every_machine_holds_and_waits_for() {
    let twin = scene(&fixture::flagship(), Some(fixture::first_failure()), None).twin();
    assert_eq!(
        twin,
        "Client: 33 wait. Server A: http.sys 0, workers 1 of 16, 33 open to B. Server B: 18 queued, no thread yet, 16 of 16 \
         threads wait, 2 wait for C, 14 for a slot, 2 slots. Dependency C: 2 calls."
    );
}

#[test]
fn a_reason_goes_when_its_moment_is_over() {
    let mut snapshot = fixture::flagship();
    snapshot.at = Time::from_ms(73_000);
    for (drawing, groups, _) in drawings(&scene(&snapshot, Some(fixture::first_failure()), None)) {
        assert!(!texts(&groups).iter().any(|text| text.contains("502")), "{drawing}");
    }
}

/// Two thousand requests that want a connection.
fn crowd() -> Snapshot {
    let mut crowd = fixture::with_threads(64);
    let exchange = ExchangeView { phase: ExchangePhase::Connecting, ..crowd.exchanges[1] };
    let of = |n| ExchangeView { exchange: ExchangeId(n), request: RequestId(n), ..exchange };
    crowd.exchanges = (42..2_042).map(of).collect();
    crowd
}

#[test]
fn a_picture_stays_light_whatever_the_plan() {
    let threads = [64, 900].map(fixture::with_threads);
    for snapshot in [fixture::flagship(), fixture::awaited(), crowd()].iter().chain(&threads) {
        let scene = scene(snapshot, Some(fixture::first_failure()), Some(43));
        for (drawing, groups, _) in drawings(&scene) {
            let tags = shapes(&groups).count();
            assert!(tags < 420, "{tags}, {drawing}");
        }
    }
}

#[test]
fn a_picture_keeps_to_its_places_whatever_the_plan() {
    let threads = [1, 16, 20, 21, 64, 65, 1_000];
    let plans = [("flagship", fixture::flagship()), ("quiet", fixture::quiet()), ("awaited", fixture::awaited())];
    let threads = threads.map(|many| ("threads", fixture::with_threads(many)));
    for (name, snapshot) in plans.iter().chain(&threads).chain(&[("crowd", crowd())]) {
        for failure in [None, Some(fixture::first_failure())] {
            for lang in Lang::ALL {
                let what = format!("{name} {} {} {failure:?}", snapshot.plan.pools[1].limit, lang.tag());
                holds(&Scene::new(snapshot, failure, Some(RequestId(44)), lang), &what);
            }
        }
    }
}

#[test]
fn a_picture_keeps_to_its_places_in_every_scenario() {
    for slug in bad_gateway::scenario::names() {
        let mut lab = Lab::open(slug).expect("a scenario of the library opens");
        for s in [0, 11, 45, 80, 111, 170] {
            lab.apply(Action::Seek(Time::from_ms(s * 1_000))).expect("any instant can be sought");
            while lab.advance(Span::ZERO, 1_000_000).busy {}
            let frame = lab.frame();
            for lang in Lang::ALL {
                holds(&Scene::of(&frame, lang), &format!("{slug} at {s} in {}", lang.tag()));
            }
        }
    }
}

#[test]
fn where_a_request_stands_can_be_heard() {
    let stands = |request| {
        let scene = scene(&fixture::flagship(), None, Some(request));
        scene.say(scene.stands)
    };
    assert_eq!(stands(41), "#41: a ghost, B goes on although A has gone");
    assert_eq!(stands(42), "#42: in B, waits for C");
    assert_eq!(stands(43), "#43: in B, waits for a slot");
    assert_eq!(stands(57), "#57: in B’s work queue, no thread yet");
    assert_eq!(stands(3), "#3: ended");
}

#[test]
fn a_chosen_request_is_yellow_wherever_it_stands() {
    let edges = |selected| {
        let scene = scene(&fixture::flagship(), None, Some(selected));
        let groups = wide::parts(&scene, wide::size(&scene), false);
        shapes(&groups).filter(|shape| shape.class == "sel-edge").count()
    };
    // 42: at the client, on A's connection, on a thread, in a slot, at C. 57: at the client, in A, in the queue.
    assert_eq!((edges(42), edges(57)), (5, 3));
}

#[test]
fn nothing_moves_while_counts_change() {
    let frames = |snapshot: &Snapshot| {
        let scene = scene(snapshot, None, None);
        let places = wide::place(&scene, wide::size(&scene), false);
        places.into_iter().map(|place| (place.frame, place.edges)).collect::<Vec<_>>()
    };
    let mut quiet = fixture::quiet();
    quiet.at = Time::from_ms(70_553);
    assert_eq!(frames(&quiet), frames(&fixture::flagship()));
}

/// Over every scenario, load of the menu and instant: what is past is told in the past, pale, and without a way back.
#[test]
fn what_is_past_is_told_in_the_past() {
    let mut seen = 0;
    for slug in bad_gateway::scenario::names() {
        let mut lab = Lab::open(slug).unwrap();
        let ends_at = lab.frame().ends_at;
        if lab.apply(Action::Jump(Jump::First502)).is_err() {
            continue;
        }
        while lab.advance(Span::from_ms(16), 300_000).busy {}
        let decided = lab.frame().at;
        for ms in (0..ends_at.ms()).step_by(19_000).filter(|ms| *ms > decided.ms() + 2_000) {
            lab.apply(Action::Seek(Time::from_ms(ms))).unwrap();
            let frame = lab.frame();
            let selected = frame.selected.expect("the first failure stays selected");
            for lang in Lang::ALL {
                let scene = Scene::of(&frame, lang);
                for notice in scene.machines.iter().flat_map(|machine| &machine.notices) {
                    if notice.request == Some(selected) {
                        seen += 1;
                        assert!(notice.past && !notice.back, "{slug} at {ms}: {notice:?}");
                        let now = match lang {
                            Lang::En => "gets a",
                            Lang::Ko => "받음",
                        };
                        let told = notice.lines.concat();
                        assert!(!told.starts_with(now), "{slug} at {ms}: {told}");
                    }
                }
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn a_syn_is_said_to_be_refused_where_it_is() {
    let told = |link: &str| {
        let mut lab = Lab::from_link(&bad_gateway::scenario::Link::decode(link).unwrap()).unwrap();
        while lab.advance(Span::from_ms(16), 300_000).busy {}
        texts(&wide::parts(&Scene::of(&lab.frame(), Lang::En), wide::size(&Scene::of(&lab.frame(), Lang::En)), false))
    };
    let refused = told("v=2&scenario=backend-down&seed=7&at=20");
    assert!(refused.iter().any(|text| text == "refused, tries again"), "{refused:?}");
    assert!(!refused.iter().any(|text| text == "SYN unanswered"), "{refused:?}");
    let hangs = told("v=2&scenario=hung-dependency&seed=7&at=40.02");
    assert!(hangs.iter().any(|text| text == "Will not answer."), "{hangs:?}");
}
