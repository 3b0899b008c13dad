//! Scenes made by hand: what today's engine cannot say yet must already have its place.

use bad_gateway::text::chain::Picture as P;

use super::super::region::{
    Body, Column, Flight, Group as Lot, Key, Kind, Lane, Lanes, Look, Machine, Notice, Pool, Region, Wire,
};
use super::held::holds;
use super::*;
use crate::view::marks::Mark;

/// A pool that faces out: so many units, of which some are held from this request on, and how many wait.
fn pool(key: usize, to: usize, units: u32, held: u32, waits: usize) -> Region {
    let words = ["wait for", "one of 2", "wait"].map(str::to_owned);
    Region {
        kind: Kind::Pool,
        caption: format!("pool {key}"),
        line: format!("{units} units"),
        body: Body::Units((0..units).map(|unit| (unit < held).then_some(RequestId(41 + unit))).collect()),
        chief: true,
        pool: Some(Pool { key: Key(key), to: Some(to), waits, words }),
        ..Region::default()
    }
}

/// So many lanes: the first ones hold a unit, the others wait for one of these pools in turn.
fn lanes(many: u32, held: u32, pools: &[usize]) -> Region {
    let lane = |nth: u32| {
        let key = Key(pools[usize::try_from(nth).expect("small") % pools.len()]);
        let look = if nth < held { Look::Called } else { Look::Waits };
        Lane {
            request: Some(RequestId(41 + nth)),
            words: if nth < held { P::WaitsForC(nth + 1) } else { P::WaitsForSlot },
            since: Span::from_ms(30_000 - u64::from(nth)),
            look,
            ghost: nth == 0,
            group: usize::from(nth >= held),
            holds: if nth < held { vec![key] } else { Vec::new() },
            waits: (nth >= held).then_some(key),
        }
    };
    let lanes: Vec<Lane> = (0..many).map(lane).collect();
    let lots = [(Look::Called, held, "wait for C"), (Look::Waits, many - held, "for a slot")];
    let lot = |(look, count, words): (Look, u32, &str)| Lot {
        words: format!("{count} {words}"),
        count: usize::try_from(count).expect("small"),
        look,
        oldest: Some(Span::from_s(29)),
    };
    Region {
        kind: Kind::Pool,
        caption: "threads".into(),
        line: format!("{many} of {many} threads wait"),
        body: Body::Lanes(Lanes {
            heads: ["thread", "waits for", "since"].map(str::to_owned),
            many: ["threads", "wait"].map(str::to_owned),
            lanes,
            groups: lots.map(lot).into(),
        }),
        chief: true,
        ..Region::default()
    }
}

fn cells(many: u32, mark: Mark) -> Vec<(RequestId, Mark)> {
    (41..41 + many).map(|request| (RequestId(request), mark)).collect()
}

fn client() -> Machine {
    Machine {
        name: "Client".into(),
        process: ["× 12", "12 browsers"].map(str::to_owned),
        first: Some((RequestId(42), "#42 waits 29.1 s".into())),
        regions: vec![Region {
            kind: Kind::List,
            caption: "33 wait".into(),
            line: "33 wait".into(),
            body: Body::Marks(cells(33, Mark::Wait), 5),
            chief: true,
            ..Region::default()
        }],
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

fn gateway(name: &str) -> Machine {
    let foot = |words: [&str; 2]| words.map(|words| (words.to_owned(), "t2")).into();
    let queue = Region {
        caption: "http.sys".into(),
        line: "http.sys 0".into(),
        body: Body::Marks(Vec::new(), 4),
        foot: foot(["0 queued", "of 1 000"]),
        ..Region::default()
    };
    let workers = Region {
        kind: Kind::Pool,
        caption: "workers".into(),
        line: "workers 0 of 16".into(),
        body: Body::Squares(vec![None; 16]),
        foot: foot(["0 busy", "of 16"]),
        ..Region::default()
    };
    let connections = Region {
        kind: Kind::Pool,
        caption: "connections to B".into(),
        line: "33 open to B".into(),
        body: Body::Marks(cells(33, Mark::Wait), 8),
        foot: foot(["33 open,", "no byte back"]),
        chief: true,
        ..Region::default()
    };
    Machine {
        column: Column::Gateway,
        name: name.into(),
        process: ["IIS 10, ARR, w3wp 4812 on WEB01", "IIS 10, ARR · w3wp 4812"].map(str::to_owned),
        regions: vec![queue, workers, connections],
        ..Machine::default()
    }
}

fn app(name: &str, threads: Region, pools: Vec<Region>) -> Machine {
    let queue = Region {
        caption: "work queue".into(),
        line: "18 queued, no thread yet".into(),
        body: Body::Marks(cells(18, Mark::Wait), 5),
        foot: vec![("18 queued".into(), "t2"), ("first: #57".into(), "t3")],
        ..Region::default()
    };
    Machine {
        column: Column::App,
        name: name.into(),
        process: ["Kestrel, dotnet.exe 6120 on WEB02, 10.0.0.22:8080", "dotnet.exe 6120 on WEB02"].map(str::to_owned),
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
        more: "+ 1".into(),
        ..Notice::default()
    }
}

fn dependency(name: &str, calls: u32, hangs: bool) -> Machine {
    let foot: &[&str] = if hangs { &["No answer.", "Until 0:40 it took", "40 ms."] } else { &["Answers in", "40 ms."] };
    Machine {
        column: Column::Dependency,
        name: name.into(),
        process: ["api.inventory.test", "api.inventory.test"].map(str::to_owned),
        regions: vec![Region {
            kind: Kind::List,
            caption: "accepted".into(),
            line: format!("{calls} calls"),
            body: Body::Calls(cells(calls, Mark::Wait)),
            foot: foot.iter().map(|words| ((*words).to_owned(), "t2")).collect(),
            chief: true,
            ..Region::default()
        }],
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
        ..Scene::default()
    }
}

/// All that the rule has to hold for, by name.
pub(super) fn scenes() -> Vec<(&'static str, Scene)> {
    let one = |machine: Machine| vec![client(), gateway("Server A"), machine];
    let with = |mut machines: Vec<Machine>, more: Vec<Machine>| {
        machines.extend(more);
        scene(machines)
    };
    let mut told = gateway("Server A");
    told.notices.push(verdict());
    let mut second = gateway("Server A 2");
    second.notices.push(verdict());
    let mut faulty = app("Server B", lanes(16, 2, &[0]), vec![pool(0, 3, 2, 2, 14)]);
    faulty.notices.extend([Notice { title: "#41".into(), lines: vec!["call timed out".into()], ..verdict() }, fault()]);
    let members = |names: [&str; 2], at: usize| {
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
        ("a verdict and a fault at B", with(vec![client(), told, faulty], vec![dependency("Dependency C", 2, false)])),
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
                vec![client(), gateway("Server A 1"), second],
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
    wide::place(&scene, wide::SIZE, false)
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
