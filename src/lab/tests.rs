//! The lab as a reader uses it.

use super::state::Goal;
use super::{
    Action, Change, FaultSetting, Frame, Jump, Knob, Lab, PauseAt, Refusal, Speed, StepBy, Story, Value, record,
};
use crate::kernel::{Dice, Span, Stream, Time};
use crate::scenario::{Link, Scenario, open};
use crate::vocabulary::{CallStyle, Class, Fault, Hosting, Impossible, Party, RequestId, Slots};

const FLAGSHIP: &str = "hung-dependency";

fn s(seconds: u64) -> Time {
    Time::from_ms(seconds * 1_000)
}

fn lab() -> Lab {
    Lab::open(FLAGSHIP).unwrap()
}

/// Sets a knob of the flagship where it turns by default.
fn set(knob: Knob, value: Value) -> Change {
    Change::new(&open(FLAGSHIP).unwrap().plan, knob, value).unwrap()
}

fn fault(fault: Fault, setting: Option<FaultSetting>) -> Change {
    set(Knob::Fault(fault), Value::Fault(setting))
}

fn style(style: CallStyle) -> Change {
    set(Knob::CallStyle, Value::Style(style))
}

fn slots(slots: Slots) -> Change {
    set(Knob::Slots, Value::Units(slots))
}

fn call_timeout(s: u64) -> Change {
    set(Knob::CallTimeout, Value::Span(Span::from_s(s)))
}

fn after(lab: &mut Lab, actions: impl IntoIterator<Item = Action>) -> Frame {
    for action in actions {
        assert_eq!(lab.apply(action.clone()), Ok(()), "{action:?}");
    }
    lab.frame()
}

/// What two frames at one instant of the same run must share, whatever way led there.
fn picture(frame: &Frame) -> impl PartialEq + std::fmt::Debug + use<> {
    (frame.at, frame.snapshot.clone(), frame.story, frame.failure, frame.log[..frame.log_rows].to_vec())
}

/// The first question of everybody: what if A waited longer? Then nobody is failed, and the last waits for more than a minute.
#[test]
fn a_longer_time_out_of_a_turns_failures_into_waits() {
    let mut lab = Lab::open("hung-dependency").unwrap();
    let longer = Action::Change(set(Knob::ProxyTimeout, Value::Span(Span::from_s(120))));
    let frame = after(&mut lab, [Action::Seek(Time::ZERO), longer, Action::Jump(Jump::End)]);
    assert!(matches!(frame.story, Story::Over { failures: 0, others: 0, .. }), "{:?}", frame.story);
    let longest = frame.log.iter().filter_map(|row| row.value(14).parse::<u64>().ok()).max();
    assert!(longest > Some(60_000), "{longest:?}");
    assert_eq!(frame.snapshot.plan.entry().timeout, Span::from_s(120));
}

/// And: what if the client gave up first? A learns of it only when it has something to say: its rows stay, the answers are fewer.
#[test]
fn clients_that_give_up_first_are_answered_less_often() {
    let mut lab = Lab::open("hung-dependency").unwrap();
    let shorter = Action::Change(set(Knob::Patience, Value::Span(Span::from_s(10))));
    let frame = after(&mut lab, [Action::Seek(Time::ZERO), shorter, Action::Jump(Jump::End)]);
    assert!(matches!(frame.story, Story::Over { answered: ..139, others: 1.., .. }), "{:?}", frame.story);
}

#[test]
fn it_opens_paused_at_the_first_502() {
    let frame = lab().frame();
    assert_eq!((frame.playing, frame.at.ms(), frame.selected), (false, 70_364, Some(RequestId(41))));
    assert!(matches!(frame.story, Story::Failed { request: RequestId(41), for_c: 2, for_slot: 14, queued: 15, .. }));
    let requests = frame.snapshot.parties.iter().filter(|view| matches!(view.party, Party::Request(_)));
    assert_eq!(requests.count(), 31);
    assert_eq!(frame.why.map(|why| why.request), Some(RequestId(41)));
    assert_eq!(frame.strip.first_failure.map(|measure| measure.request), Some(RequestId(41)));
    assert_eq!(frame.twin.as_deref(), Some("healthy-farm"));
    assert!(!frame.digest.complete && !frame.can_undo);
    assert_eq!(Lab::open("flood").err(), Some(Refusal::NoSuchScenario("flood".to_owned())));
}

#[test]
fn a_run_to_its_end_is_the_run_without_a_page() {
    let scenario = open(FLAGSHIP).unwrap();
    let straight = record(&scenario.plan, 7);
    let frame = after(&mut lab(), [Action::Jump(Jump::End)]);
    assert_eq!((frame.at, frame.recorded_to, frame.digest.complete), (s(180), s(180), true));
    assert_eq!(frame.digest.long, straight.digest().long());
    assert!(matches!(frame.story, Story::Over { failures: 42, others: 0, .. }));
    assert_eq!(frame.log_rows, frame.log.len());
}

#[test]
fn seeking_both_ways_gives_exactly_the_straight_run() {
    let mut wandering = lab();
    for n in 0..25 {
        let at = Time::from_ns(Dice::new(1).below(Stream::Work, 0, n, 180_000_000_000));
        let there = picture(&after(&mut wandering, [Action::Seek(at)]));
        let mut straight = lab();
        let straight = after(&mut straight, [Action::Jump(Jump::Start), Action::Seek(at)]);
        assert!(there == picture(&straight), "at {} ns", at.ns());
    }
    let end = after(&mut wandering, [Action::Jump(Jump::End)]);
    assert_eq!(end.digest.long, record(&open(FLAGSHIP).unwrap().plan, 7).digest().long());
}

#[test]
fn playing_in_small_pieces_gives_the_straight_run_too() {
    let mut lab = lab();
    after(&mut lab, [Action::Jump(Jump::Start), Action::SetPauseAt(PauseAt::Never), Action::Play]);
    let mut calls = 0;
    while lab.frame().playing {
        lab.advance(Span::from_ms(16), 40);
        calls += 1;
        assert!(calls < 20_000);
    }
    let frame = lab.frame();
    assert_eq!(frame.at, s(180));
    assert_eq!(frame.digest.long, record(&open(FLAGSHIP).unwrap().plan, 7).digest().long());
}

#[test]
fn a_run_opens_slowly_and_then_goes_at_its_own_speed() {
    let mut lab = Lab::open("healthy-farm").unwrap();
    after(&mut lab, [Action::Jump(Jump::Start), Action::Play]);
    let own = lab.frame().speed_now;
    assert_eq!(own.per_mille, 20_000);
    let (mut slow_ms, mut fast_ms) = (0, 0);
    while lab.frame().at < s(2) {
        lab.advance(Span::from_ms(16), 10_000);
        if lab.frame().speed_now == own { fast_ms += 16 } else { slow_ms += 16 }
    }
    assert!((2_000..4_100).contains(&slow_ms), "followed for {slow_ms} ms");
    assert!((60..200).contains(&fast_ms), "the rest took {fast_ms} ms");
}

#[test]
fn a_speed_that_the_reader_chose_is_kept_and_long_gaps_are_cut() {
    let mut lab = lab();
    after(&mut lab, [Action::Jump(Jump::Start), Action::SetSpeed(Speed::REAL), Action::Play]);
    lab.advance(Span::from_s(60), 10_000);
    assert_eq!(lab.frame().at, Time::from_ms(250));
    assert_eq!(lab.apply(Action::SetSpeed(Speed { per_mille: 0 })), Err(Refusal::OutOfRange));
}

#[test]
fn playing_pauses_exactly_at_the_502() {
    let mut lab = lab();
    after(&mut lab, [Action::Seek(s(60)), Action::SetPauseAt(PauseAt::Each502)]);
    let mut stops = Vec::new();
    for _ in 0..3 {
        after(&mut lab, [Action::Play]);
        while lab.frame().playing {
            lab.advance(Span::from_ms(16), 10_000);
        }
        let frame = lab.frame();
        assert_eq!(frame.failure.map(|failure| failure.at), Some(frame.at));
        stops.push(frame.selected);
    }
    assert_eq!(stops, [41, 42, 43].map(|n| Some(RequestId(n))));
    let next = after(&mut lab, [Action::Jump(Jump::Next502)]);
    assert_eq!(next.selected, Some(RequestId(44)));
    let first = after(&mut lab, [Action::Jump(Jump::First502)]);
    assert_eq!(first.selected, Some(RequestId(41)));
}

#[test]
fn a_run_without_502_says_so_and_stays_where_it_is() {
    let mut lab = Lab::open("healthy-farm").unwrap();
    let before = lab.frame();
    assert_eq!(lab.apply(Action::Jump(Jump::First502)), Err(Refusal::No502));
    assert_eq!(lab.frame().at, before.at);
    assert_eq!(lab.frame().snapshot, before.snapshot);
}

#[test]
fn steps_go_from_record_to_record_and_back() {
    let mut lab = Lab::open("healthy-farm").unwrap();
    after(&mut lab, [Action::Jump(Jump::Start)]);
    let mut stops = vec![Time::ZERO];
    for _ in 0..40 {
        stops.push(after(&mut lab, [Action::Step(StepBy::Next)]).at);
    }
    assert!(stops.windows(2).all(|pair| pair[0] < pair[1]), "{stops:?}");
    for &at in stops.iter().rev().skip(1) {
        assert_eq!(after(&mut lab, [Action::Step(StepBy::Previous)]).at, at);
    }
}

#[test]
fn a_change_in_the_past_drops_what_came_later_and_undo_brings_it_back() {
    let mut lab = lab();
    let off = Action::Change(fault(Fault::DependencyHang, None));
    let long =
        after(&mut lab, [Action::Seek(s(100)), Action::Change(slots(Slots::Unlimited)), Action::Jump(Jump::End)]);
    let early = after(&mut lab, [Action::Seek(s(50)), off]);
    assert_eq!((early.at, early.recorded_to, early.can_undo), (s(50), s(50), true));
    assert!(early.snapshot.faults.iter().all(|view| !view.active));
    assert_eq!(lab.dropped(), [(s(100), slots(Slots::Unlimited))]);
    let healed = after(&mut lab, [Action::Jump(Jump::End)]);
    assert!(matches!(healed.story, Story::Over { failures: 0, .. }));
    assert_eq!(lab.link().changes.len(), 1);

    let undone = after(&mut lab, [Action::Undo]);
    assert_eq!((undone.at, undone.recorded_to), (s(50), s(180)));
    assert_eq!((&undone.digest, lab.link().changes.len()), (&long.digest, 1));
    let redone = after(&mut lab, [Action::Redo, Action::Jump(Jump::End)]);
    assert_eq!(redone.digest, healed.digest);
    let undone = after(&mut lab, [Action::Undo, Action::Undo]);
    assert_eq!((undone.can_undo, undone.can_redo), (false, true));
    assert_eq!(lab.apply(Action::Undo), Err(Refusal::NothingToUndo));
}

#[test]
fn the_last_word_at_an_instant_counts() {
    let mut lab = lab();
    let timeout = |s| Action::Change(call_timeout(s));
    after(
        &mut lab,
        [Action::Seek(s(50)), timeout(10), timeout(11), Action::Change(style(CallStyle::Awaited)), timeout(12)],
    );
    let changes = lab.link().changes;
    assert_eq!(changes, [(s(50), style(CallStyle::Awaited)), (s(50), call_timeout(12))]);
}

#[test]
fn a_fork_keeps_both_runs() {
    let mut lab = lab();
    let frame = after(
        &mut lab,
        [
            Action::Jump(Jump::End),
            Action::Seek(s(60)),
            Action::Fork,
            Action::Change(fault(Fault::DependencyHang, None)),
            Action::Jump(Jump::End),
        ],
    );
    assert_eq!((frame.run, frame.runs.len(), frame.runs[1].forked_at), (1, 2, Some(s(60))));
    assert_eq!(frame.runs.iter().map(|tab| tab.failures).collect::<Vec<_>>(), [42, 0]);
    let first = after(&mut lab, [Action::ShowRun(0)]);
    assert_eq!(first.digest.long, record(&open(FLAGSHIP).unwrap().plan, 7).digest().long());
    after(&mut lab, [Action::Fork, Action::Fork]);
    assert_eq!(lab.apply(Action::Fork), Err(Refusal::TooManyRuns));
    assert_eq!(lab.apply(Action::ShowRun(4)), Err(Refusal::NoSuchRun));
    let undone = after(&mut lab, [Action::Undo, Action::Undo, Action::Undo, Action::Undo]);
    assert_eq!((undone.run, undone.runs.len()), (0, 1));
}

#[test]
fn a_run_is_known_by_its_changes_and_can_be_closed() {
    let mut lab = lab();
    assert_eq!(lab.apply(Action::CloseRun(0)), Err(Refusal::NoSuchRun), "the only one stays");
    let forked = after(&mut lab, [Action::Seek(s(60)), Action::Fork, Action::Change(call_timeout(5))]);
    assert_eq!(forked.runs.iter().map(|run| run.changes.clone()).collect::<Vec<_>>(), [vec![], vec![call_timeout(5)]]);
    let third = after(&mut lab, [Action::Seek(s(70)), Action::Fork]);
    assert_eq!((third.run, third.runs[2].changes.len()), (2, 0));
    let closed = after(&mut lab, [Action::CloseRun(0)]);
    assert_eq!((closed.run, closed.runs.len(), closed.at), (1, 2, s(70)), "the one that is shown stays shown");
    let closed = after(&mut lab, [Action::CloseRun(1)]);
    assert_eq!((closed.run, closed.runs.len()), (0, 1));
    let undone = after(&mut lab, [Action::Undo, Action::Undo]);
    assert_eq!((undone.run, undone.runs.len()), (2, 3));
}

#[test]
fn both_runs_of_a_fork_see_the_same_arrivals() {
    let mut lab = lab();
    after(&mut lab, [Action::Seek(s(45)), Action::Fork, Action::Change(slots(Slots::Unlimited))]);
    let arrivals = |lab: &mut Lab, run| {
        let frame = after(lab, [Action::ShowRun(run), Action::Jump(Jump::End)]);
        frame.strip.arrivals.iter().map(|arrival| (arrival.at, arrival.request)).collect::<Vec<_>>()
    };
    assert_eq!(arrivals(&mut lab, 0), arrivals(&mut lab, 1));
}

#[test]
fn another_hosting_restarts_the_run_at_the_same_place() {
    let mut lab = lab();
    let blackhole = fault(Fault::ConnectBlackhole, Some(FaultSetting::from(s(90))));
    after(&mut lab, [Action::Seek(s(80)), Action::Change(blackhole)]);
    let frame = after(&mut lab, [Action::SetHosting(Hosting::AspNetCoreOutOfProcess)]);
    let plan = &frame.snapshot.plan;
    assert_eq!((frame.at, plan.entry().timeout), (s(80), Span::from_s(120)));
    assert_eq!(blackhole.impossible(plan), Some((Fault::ConnectBlackhole, Impossible::Loopback)));
    assert_eq!(lab.link().changes, []);
    assert_eq!(
        lab.apply(Action::Change(blackhole)),
        Err(Refusal::Impossible(Fault::ConnectBlackhole, Impossible::Loopback))
    );
    let other = lab.clone();
    let farm = after(&mut lab, [Action::Undo, Action::SetHosting(Hosting::AspNetCoreOutOfProcess)]);
    assert_eq!((farm.at, lab.dropped()), (s(80), &[(s(80), blackhole)][..]));
    lab = other;
    let loaded = after(&mut lab, [Action::SetLoad(2_500), Action::SetSeed(8)]);
    assert_eq!((loaded.at, loaded.load_per_mille, loaded.seed), (s(80), 2_500, 8));
    assert_eq!(lab.apply(Action::SetLoad(0)), Err(Refusal::OutOfRange));
    let reset = after(&mut lab, [Action::Reset]);
    assert_eq!((reset.at.ms(), reset.seed, reset.runs.len()), (70_364, 7, 1));
    let undone = after(&mut lab, [Action::Undo]);
    assert_eq!((undone.at, undone.load_per_mille), (s(80), 2_500));
}

#[test]
fn a_link_restores_the_run() {
    let mut lab = lab();
    let shown = after(
        &mut lab,
        [
            Action::SetLoad(1_500),
            Action::SetSeed(9),
            Action::Seek(Time::from_ns(50_000_000_001)),
            Action::Change(style(CallStyle::Awaited)),
            Action::Seek(s(90)),
            Action::Change(fault(Fault::DependencyHang, None)),
            Action::Seek(Time::from_ns(83_123_456_789)),
            Action::Select(Some(RequestId(57))),
            Action::SetSpeed(Speed::REAL),
        ],
    );
    let link = Link::decode(&lab.link().to_string()).unwrap();
    let mut restored = Lab::from_link(&link).unwrap();
    assert!(picture(&restored.frame()) == picture(&shown));
    assert_eq!(restored.link(), lab.link());
    assert_eq!(restored.frame().selected, Some(RequestId(57)));
    let end = |lab: &mut Lab| after(lab, [Action::Jump(Jump::End)]).digest;
    assert_eq!(end(&mut restored), end(&mut lab));
}

#[test]
fn a_far_goal_is_reached_in_slices() {
    let mut lab = Lab::open("backend-down").unwrap();
    after(&mut lab, [Action::Jump(Jump::Start)]);
    let slices = |lab: &mut Lab, goal| {
        lab.goal = Some(goal);
        (1..).find(|_| !lab.advance(Span::ZERO, 50).busy).unwrap()
    };
    assert!(slices(&mut lab, Goal::At(s(180))) > 10);
    assert_eq!(lab.frame().digest.long, record(&open("backend-down").unwrap().plan, 7).digest().long());
    after(&mut lab, [Action::Seek(s(5)), Action::SetSeed(8)]);
    assert!(slices(&mut lab, Goal::Next502(None)) > 1);
    assert_eq!(lab.frame().failure.map(|failure| failure.at), Some(lab.frame().at));

    let mut healthy = Lab::open("healthy-farm").unwrap();
    after(&mut healthy, [Action::Seek(s(5))]);
    healthy.goal = Some(Goal::Next502(None));
    let refused = (0..10_000).find_map(|_| healthy.advance(Span::ZERO, 50).refused);
    assert_eq!(refused, Some(Refusal::No502));
}

#[test]
fn the_arrivals_of_a_log_can_be_played() {
    let arrivals = (0..50).map(|n| Time::from_ms(30_000 + n * 700)).collect();
    let mut lab = Lab::new(open(FLAGSHIP).unwrap().with_arrivals(arrivals));
    let frame = after(&mut lab, [Action::Jump(Jump::End)]);
    assert_eq!((frame.load_per_mille, frame.strip.arrivals.len(), frame.log.len()), (0, 50, 50));
}

/// Any sequence of actions leaves the lab in a state from which the straight run with its changes is reached.
#[test]
fn whatever_was_done_the_record_is_that_of_the_changes() {
    for seed in 0..6 {
        let mut lab = Lab::open(if seed % 2 == 0 { FLAGSHIP } else { "backend-down" }).unwrap();
        let dice = Dice::new(seed);
        for n in 0..30 {
            let below = |number, bound| dice.below(Stream::Work, n, number, bound);
            let at = Time::from_ns(below(1, 180_000_000_000));
            let which = Fault::ALL[usize::try_from(below(2, 8)).unwrap()];
            let action = match below(0, 12) {
                0..=2 => Action::Seek(at),
                3 => Action::Change(fault(which, None)),
                4 => Action::Change(fault(which, Some(FaultSetting::from(at)))),
                5 => Action::Change(style(CallStyle::Awaited)),
                6 => Action::Change(slots(Slots::Limited(1 + u32::try_from(below(3, 10)).unwrap()))),
                7 => Action::Undo,
                8 => Action::Redo,
                9 => Action::Fork,
                10 => Action::ShowRun(usize::try_from(below(4, 4)).unwrap()),
                _ => Action::Play,
            };
            let _ = lab.apply(action);
            lab.advance(Span::from_ms(below(5, 300)), 5_000);
        }
        let link = lab.link();
        let before = lab.frame();
        let mut straight = Lab::from_link(&link).unwrap();
        assert!(picture(&straight.frame()) == picture(&before), "seed {seed}: {link}");
        let end = |lab: &mut Lab| after(lab, [Action::Jump(Jump::End)]).digest;
        assert_eq!(end(&mut straight), end(&mut lab), "seed {seed}: {link}");
    }
}

#[test]
fn a_chain_stays_while_its_moments_are_visited() {
    let mut lab = lab();
    let asked = after(&mut lab, [Action::Seek(s(90)), Action::Select(Some(RequestId(58)))]);
    let chain = asked.why.expect("it failed");
    let (link, at) = (chain.links.len() - 1, chain.links[chain.links.len() - 1].at);
    assert!(at < s(60), "the root lies far before");
    let there = after(&mut lab, [Action::Visit(link)]);
    assert!(there.why.is_none(), "at that moment it has not ended: the picture shows no 502 of it");
    let visit = there.visit.expect("the chain stays");
    assert_eq!((there.at, &visit.chain, visit.link, visit.back), (at, &chain, link, s(90)));
    let stepped = after(&mut lab, [Action::Step(StepBy::Next), Action::Visit(0)]);
    assert_eq!(stepped.visit.map(|visit| (visit.link, visit.back)), Some((0, s(90))));
    assert_eq!(lab.apply(Action::Visit(link + 1)), Err(Refusal::NoSuchLink));
    assert!(lab.frame().visit.is_some(), "what was refused changes nothing");
    let back = after(&mut lab, [Action::Seek(s(90))]);
    assert_eq!((back.visit.is_none(), back.why), (true, Some(chain)));
    for away in [Action::Select(Some(RequestId(57))), Action::Change(call_timeout(5)), Action::Seek(s(30))] {
        let mut other = lab.clone();
        assert!(after(&mut other, [Action::Visit(link), away.clone()]).visit.is_none(), "{away:?}");
    }
}

#[test]
fn with_nothing_selected_the_last_failure_is_explained() {
    let mut lab = Lab::open("healthy-farm").unwrap();
    assert!(after(&mut lab, [Action::Seek(s(90))]).why.is_none(), "nothing has failed");
    let mut lab = Lab::from_link(&Link::decode("v=2&scenario=backend-resets&seed=7&at=41").unwrap()).unwrap();
    let frame = lab.frame();
    let failed = frame.failure.map(|failure| failure.request);
    assert_eq!((frame.selected, frame.why.map(|why| why.request)), (None, failed));
    assert!(failed.is_some());
    let later = after(&mut lab, [Action::Seek(s(43))]);
    assert!(later.failure.map(|failure| failure.request) > failed);
    assert_eq!(later.why.map(|why| why.request), later.failure.map(|failure| failure.request));
}

#[test]
fn another_scenario_can_be_taken_back_with_all_that_was_made_of_the_first() {
    let mut lab = lab();
    let made =
        [Action::Seek(s(60)), Action::Fork, Action::Change(call_timeout(5)), Action::Select(Some(RequestId(44)))];
    after(&mut lab, made);
    let before = after(&mut lab, [Action::SetSpeed(Speed::REAL), Action::Seek(s(80))]);
    let link = lab.link();
    let other = after(&mut lab, [Action::Open("overload".to_owned())]);
    assert_eq!((other.scenario.as_str(), other.runs.len(), other.can_undo), ("overload", 1, true));
    let undone = after(&mut lab, [Action::Undo]);
    assert!(picture(&undone) == picture(&before));
    assert_eq!((undone.runs.len(), lab.link()), (2, link));
    assert_eq!(after(&mut lab, [Action::Redo]).scenario, "overload");
}

#[test]
fn taking_a_reset_back_brings_the_selection_back() {
    let mut lab = lab();
    after(&mut lab, [Action::Seek(s(90)), Action::Select(Some(RequestId(58))), Action::Reset]);
    assert_eq!(after(&mut lab, [Action::Undo]).selected, Some(RequestId(58)));
}

#[test]
fn a_client_that_left_is_explained_too() {
    let json = include_str!("../../content/scenarios/hung-dependency-aspnetcore.json");
    let json = json.replace(r#""machines": 12,"#, r#""machines": 12, "patience_ms": 20000,"#);
    let mut lab = Lab::new(Scenario::read("test", &json).unwrap());
    let end = after(&mut lab, [Action::Jump(Jump::End)]);
    let left = end.log.iter().find(|row| row.status.class() == Class::Client).expect("somebody left");
    let selected = after(&mut lab, [Action::Select(Some(left.request))]);
    assert_eq!(selected.why.map(|why| (why.request, why.status)), Some((left.request, left.status)));
    let before = after(&mut lab, [Action::Seek(left.at - Span::from_ms(1))]);
    assert!(before.why.is_none(), "not before it ended");
}
