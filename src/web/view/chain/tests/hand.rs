//! Scenes made by hand: what today's engine cannot say yet must already have its place.

use bad_gateway::text::chain::{Name, Picture as P};

use super::super::region::{
    Body, Column, Flight, Group as Lot, Key, Kind, Lane, Lanes, Look, Machine, Notice, Pool, Region, Square, Wire,
};
use bad_gateway::vocabulary::Slots;

use super::held::holds;
use super::*;
use crate::view::marks::Mark;

/// A pool that faces out: so many units, of which some are held from request 41 on, and how many wait.
fn pool(key: usize, to: usize, units: u32, held: u32, waits: usize) -> Region {
    let square = |unit| if unit < held { Square::Of(RequestId(41 + unit)) } else { Square::Free };
    let boxes = (0..units).map(square).collect();
    let slots = Slots::Limited(units);
    let mut region = Region::new(Kind::Pool, P::SlotsTo(Name::new("C")), P::SlotsAre(slots), Body::Units(boxes));
    region.chief = true;
    let words = [P::WaitFor(slots), P::OneOf(slots), P::WaitWord];
    region.pool = Some(Pool { key: Key(key), to: Some(to), waits, words });
    region
}

/// So many lanes: the first ones hold a unit, the others wait for one of these pools in turn.
fn lanes(many: u32, held: u32, pools: &[usize]) -> Region {
    let lane = |nth: u32| {
        let key = Key(pools[usize::try_from(nth).expect("small") % pools.len()]);
        Lane {
            request: Some(RequestId(41 + nth)),
            words: if nth < held { P::WaitsFor(Name::new("C"), nth + 1) } else { P::WaitsForSlot },
            since: Span::from_ms(30_000 - u64::from(nth)),
            look: if nth < held { Look::Called } else { Look::Waits },
            ghost: nth == 0,
            group: usize::from(nth >= held),
            holds: if nth < held { vec![key] } else { Vec::new() },
            waits: (nth >= held).then_some(key),
        }
    };
    let lot = |(look, many, words): (Look, u32, fn(u64) -> P)| Lot {
        words: words(u64::from(many)),
        count: usize::try_from(many).expect("small"),
        look,
        oldest: Some(Span::from_s(29)),
    };
    let lots: [(Look, u32, fn(u64) -> P); 2] =
        [(Look::Called, held, |many| P::CountFor(many, Name::new("C"))), (Look::Waits, many - held, P::CountForSlot)];
    let body = Lanes {
        heads: [P::Thread, P::WaitsForHead, P::Since],
        many: [P::Threads, P::WaitWord],
        lanes: (0..many).map(lane).collect(),
        groups: lots.map(lot).into(),
    };
    let words = P::ThreadsWait(u64::from(many), u64::from(many));
    let mut region = Region::new(Kind::Pool, P::Threads, words, Body::Lanes(Box::new(body)));
    region.chief = true;
    region
}

fn cells(many: u32, mark: Mark) -> Vec<(RequestId, Mark)> {
    (41..41 + many).map(|request| (RequestId(request), mark)).collect()
}

fn client() -> Machine {
    let mut region = Region::new(Kind::List, P::Wait(33), P::Wait(33), Body::Marks(cells(33, Mark::Wait), 5));
    region.chief = true;
    Machine {
        name: "Client".into(),
        process: ["× 12", "12 browsers"].map(Into::into),
        first: Some((RequestId(42), P::Waits(RequestId(42), Span::from_ms(29_100)))),
        regions: vec![region],
        ..Machine::default()
    }
}

fn verdict() -> Notice {
    Notice {
        mark: Some(Mark::Bad),
        request: Some(RequestId(41)),
        title: "#41 502.3.12002".into(),
        lines: vec!["no header in 30.0 s, so A hangs up".into()],
        brief: "#41 502.3.12002".into(),
        short: "502.3.12002".into(),
        back: true,
        ..Notice::default()
    }
}

fn gateway(name: &'static str) -> Machine {
    let mut queue = Region::new(Kind::Queue, P::HttpSys, P::HttpSysQueue(0), Body::Marks(Vec::new(), 4));
    queue.foot = vec![(P::Queued(0), "t2"), (P::OfAtMost(1_000), "t3")];
    let mut workers = Region::new(Kind::Pool, P::Workers, P::WorkersBusy(0, 16), Body::Squares(vec![Square::Free; 16]));
    workers.foot = vec![(P::Busy(0), "t2"), (P::Of(16), "t3")];
    let body = Body::Marks(cells(33, Mark::Wait), 9);
    let mut connections =
        Region::new(Kind::Pool, P::ConnectionsTo(Name::new("B")), P::OpenTo(33, Name::new("B")), body);
    connections.foot = vec![(P::OpenAnd(33), "t2"), (P::NoByteBack, "t2")];
    connections.chief = true;
    Machine {
        column: Column::Gateway,
        name: name.into(),
        process: ["IIS 10, ARR, w3wp 4812 on WEB01", "IIS 10, ARR · w3wp 4812"].map(Into::into),
        regions: vec![queue, workers, connections],
        sentence: Some([P::OnlyWaits(Name::new("A")), P::NotBlocked]),
        ..Machine::default()
    }
}

/// One that has just given up.
fn failing(name: &'static str) -> Machine {
    Machine { notices: vec![verdict()], sentence: None, ..gateway(name) }
}

fn app(name: &'static str, threads: Region, pools: Vec<Region>) -> Machine {
    let body = Body::Marks(cells(18, Mark::Wait), 5);
    let mut queue = Region::new(Kind::Queue, P::WorkQueue, P::QueuedNoThread(18), body);
    queue.foot = vec![(P::Queued(18), "t2"), (P::First(RequestId(57)), "t3")];
    let process = ["Kestrel, dotnet.exe 6120 on WEB02, 10.0.0.22:8080", "dotnet.exe 6120 on WEB02"];
    Machine {
        column: Column::App,
        name: name.into(),
        process: process.map(Into::into),
        regions: [queue, threads].into_iter().chain(pools).collect(),
        ..Machine::default()
    }
}

fn fault() -> Notice {
    Notice {
        title: "Fault on".into(),
        lines: ["hangs", "since 0:40"].map(str::to_owned).into(),
        brief: "hangs since 0:40".into(),
        short: "C hangs".into(),
        more: 1,
        ..Notice::default()
    }
}

fn dependency(name: &'static str, calls: u32, hangs: bool) -> Machine {
    let body = Body::Calls(cells(calls, Mark::Wait));
    let mut region = Region::new(Kind::List, P::Accepted, P::CallsAccepted(u64::from(calls)), body);
    let usual = Span::from_ms(40);
    region.foot = match hangs {
        true => vec![(P::NoAnswer, ""), (P::UntilItTook(Time::from_ms(40_000)), "t2"), (P::ItTook(usual), "t2")],
        false => vec![(P::AnswersIn, "t2"), (P::Usual(usual), "t2")],
    };
    region.chief = true;
    Machine {
        column: Column::Dependency,
        name: name.into(),
        process: ["api.inventory.test", "api.inventory.test"].map(Into::into),
        regions: vec![region],
        notices: if hangs { vec![fault()] } else { Vec::new() },
        ..Machine::default()
    }
}

/// Machines with a wire between each two neighbouring columns, and a message on every wire.
fn scene(machines: Vec<Machine>) -> Scene {
    let mut wires = Vec::new();
    let of = |machine: usize| match machines[machine].column {
        Column::Gateway => 4 + machine,
        Column::Client => 0,
        Column::App => 100,
        Column::Dependency => 101,
    };
    for from in 0..machines.len() {
        let next = (from + 1..machines.len()).find(|to| of(*to) != of(from));
        let same = |to: &usize| next.is_some_and(|next| of(*to) == of(next));
        wires.extend((from + 1..machines.len()).filter(same).map(|to| Wire { from, to }));
    }
    let flight = |wire| Flight { wire, way: 400, mark: Mark::Wait, request: RequestId(41) };
    Scene {
        flights: (0..wires.len()).map(flight).collect(),
        machines,
        wires,
        requests: (41..74).map(RequestId).collect(),
        selected: Some(RequestId(43)),
        below: "18 more requests of B have no thread yet.".into(),
        stands: P::StandsForSlot(RequestId(43), Name::new("B")),
        lang: Lang::En,
    }
}

/// All that the rule has to hold for, by name.
pub(super) fn scenes() -> Vec<(&'static str, Scene)> {
    let one = |machine: Machine| vec![client(), gateway("Server A"), machine];
    let with = |mut machines: Vec<Machine>, more: Vec<Machine>| {
        machines.extend(more);
        scene(machines)
    };
    let mut faulty = app("Server B", lanes(16, 2, &[0]), vec![pool(0, 3, 2, 2, 14)]);
    faulty.notices.extend([Notice { title: "#41".into(), lines: vec!["call timed out".into()], ..verdict() }, fault()]);
    let members = |names: [&'static str; 2], at: usize| {
        let member = |(nth, name)| app(name, lanes(16, 2, &[nth]), vec![pool(nth, at, 2, 2, 14)]);
        names.into_iter().enumerate().map(member).collect::<Vec<_>>()
    };
    let two = || app("Server B", lanes(16, 4, &[0, 1]), vec![pool(0, 3, 2, 2, 6), pool(1, 4, 3, 2, 6)]);
    vec![
        (
            "one of each",
            with(
                one(app("Server B", lanes(16, 2, &[0]), vec![pool(0, 3, 2, 2, 14)])),
                vec![dependency("Dependency C", 2, true)],
            ),
        ),
        (
            "a verdict and a fault at B",
            with(vec![client(), failing("Server A"), faulty], vec![dependency("Dependency C", 2, false)]),
        ),
        ("two members", {
            let mut machines = vec![client(), gateway("Server A")];
            machines.extend(members(["Member 1", "Member 2"], 4));
            with(machines, vec![dependency("Dependency C", 4, true)])
        }),
        (
            "two dependencies, one well",
            with(
                one(app("Server B", lanes(16, 2, &[0]), vec![pool(0, 3, 2, 2, 14), pool(1, 4, 3, 0, 0)])),
                vec![dependency("Dependency C", 2, true), dependency("Database D", 1, false)],
            ),
        ),
        (
            "two dependencies, both ill",
            with(one(two()), vec![dependency("Dependency C", 2, true), dependency("Database D", 3, true)]),
        ),
        (
            "two gateways in a row",
            with(
                vec![client(), gateway("Server A 1"), failing("Server A 2")],
                vec![
                    app("Server B", lanes(16, 2, &[0]), vec![pool(0, 4, 2, 2, 14)]),
                    dependency("Dependency C", 2, true),
                ],
            ),
        ),
        ("another pool, of which nobody has told the view", {
            let mut extra = pool(7, 3, 4, 1, 3);
            if let Some(pool) = &mut extra.pool {
                pool.to = None;
            }
            let b = app("Server B", lanes(12, 3, &[0, 7]), vec![pool(0, 3, 2, 2, 5), extra]);
            with(one(b), vec![dependency("Dependency C", 2, false)])
        }),
        (
            "many of all",
            with(
                one(app("Server B", lanes(400, 9, &[0]), vec![pool(0, 3, 30, 9, 391)])),
                vec![dependency("Dependency C", 9, true)],
            ),
        ),
        ("no pool and no dependency", scene(one(app("Server B", lanes(8, 0, &[0]), Vec::new())))),
    ]
}

#[test]
fn whatever_stands_in_a_scene_has_its_place() {
    for (name, scene) in scenes() {
        holds(&scene, name);
    }
}

fn places(name: &str) -> Vec<wide::Place> {
    let (_, scene) = scenes().into_iter().find(|(of, _)| *of == name).expect("a scene of this name");
    wide::place(&scene, wide::size(&scene), false)
}

#[test]
fn a_dependency_that_is_well_leaves_its_height_to_the_other() {
    let places = places("two dependencies, one well");
    assert!(places[3].frame.h > 1.4 * places[4].frame.h, "{places:?}");
    let both = self::places("two dependencies, both ill");
    assert!((both[3].frame.h - both[4].frame.h).abs() < 1.0, "{both:?}");
}

#[test]
fn pools_that_face_out_stand_beside_what_they_lead_to() {
    let places = places("two dependencies, both ill");
    for (region, machine) in [(2, 3), (3, 4)] {
        let (area, frame) = (places[2].regions[region].expect("it is drawn"), places[machine].frame);
        assert!(frame.y <= area.y && area.bottom() <= frame.bottom(), "{area:?} beside {frame:?}");
    }
}

#[test]
fn members_stand_in_one_column_and_gateways_in_a_row() {
    let members = places("two members");
    assert!((members[2].frame.x - members[3].frame.x).abs() < 0.1 && members[2].frame.bottom() < members[3].frame.y);
    let gateways = places("two gateways in a row");
    assert!(gateways[1].frame.right() < gateways[2].frame.x);
    assert!((gateways[1].frame.y - gateways[2].frame.y).abs() < 0.1);
}

#[test]
fn a_pool_that_nobody_has_told_the_view_has_a_knot_with_its_count() {
    let (_, scene) = scenes().into_iter().nth(6).expect("seven scenes");
    for (drawing, groups, _) in drawings(&scene) {
        let texts = texts(&groups);
        for wanted in ["3", "5"] {
            assert!(texts.iter().any(|text| text == wanted), "{drawing}: {wanted} in {texts:?}");
        }
    }
}
