//! Plans that are not one A, one B and one C, played by the engine.

use bad_gateway::lab::{Action, Lab};
use bad_gateway::scenario::Scenario;

use super::held::holds;
use super::*;

/// A scenario of the second format, of these gateways, applications and dependencies.
fn scenario(sections: &str) -> Scenario {
    let json = format!(
        r#"{{
            "format": 2,
            "title": {{ "en": "General", "ko": "일반" }},
            "note": {{ "en": "A plan of several of each.", "ko": "각각 여럿인 계획입니다." }},
            "seed": 7, "starts_at": "2026-11-10T03:00:00Z", "ends_at_ms": 120000, "speed_per_mille": 20000,
            "client": {{ "machines": 12, "requests_per_1000_s": 2000, "gaps": {{ "uniform_percent": 10 }} }},
            {sections}
        }}"#
    );
    Scenario::read("general", &json).unwrap_or_else(|problems| panic!("{problems:?}"))
}

const TWO_DEPENDENCIES: &str = r#"
    "requests": [
        { "path": "/api/stock/{n}", "weight": 2, "needs": ["inventory", "prices"] },
        { "path": "/api/price/{n}", "needs": ["prices"] }
    ],
    "gateways": [{ "name": "A", "members": ["B"], "hosting": "arr-farm" }],
    "applications": [{ "name": "B", "threads": 16, "call": "synchronous",
        "calls": [{ "to": "inventory", "slots": 2 }, { "to": "prices", "slots": 4 }] }],
    "dependencies": [
        { "name": "inventory", "takes_us": { "uniform": [33000, 43000] } },
        { "name": "prices", "takes_us": { "fixed": 20000 } }
    ],
    "faults": [{ "fault": "dependency-hang", "at": "inventory", "from_ms": 20000, "until_ms": 80000 }]"#;

const FARM: &str = r#"
    "gateways": [{ "name": "A", "members": ["web-1", "web-2"], "hosting": "arr-farm" }],
    "applications": [
        { "name": "web-1", "threads": 16, "call": "synchronous", "slots": 2 },
        { "name": "web-2", "threads": 8, "call": "awaited", "slots": 2 }
    ],
    "dependencies": [{ "name": "C", "takes_us": { "fixed": 40000 } }],
    "faults": [
        { "fault": "dependency-hang", "from_ms": 20000, "until_ms": 80000 },
        { "fault": "connect-refused", "at": "web-2", "from_ms": 60000, "until_ms": 90000 }
    ]"#;

const IN_A_ROW: &str = r#"
    "gateways": [
        { "name": "edge", "members": ["A"], "hosting": "arr-farm", "timeout_ms": 60000 },
        { "name": "A", "members": ["B"], "hosting": "arr-farm" }
    ],
    "applications": [{ "name": "B", "threads": 16, "call": "synchronous", "slots": 2 }],
    "dependencies": [{ "name": "C", "takes_us": { "fixed": 40000 } }],
    "faults": [{ "fault": "dependency-hang", "from_ms": 20000, "until_ms": 80000 }]"#;

const ALONE: &str = r#"
    "gateways": [{ "name": "A", "members": ["B"], "hosting": "aspnetcore-out-of-process" }],
    "applications": [{ "name": "B", "threads": 4, "call": "synchronous" }],
    "faults": [{ "fault": "hang-before-status", "from_ms": 20000, "until_ms": 80000 }]"#;

const MANY: &str = r#"
    "gateways": [
        { "name": "edge-of-the-data", "members": ["gateway-in-front"], "hosting": "arr-farm" },
        { "name": "gateway-in-front", "members": ["application-one1", "application-two2"], "hosting": "arr-farm" }
    ],
    "applications": [
        { "name": "application-one1", "threads": 16, "call": "synchronous", "slots": 2 },
        { "name": "application-two2", "threads": 16, "call": "synchronous", "slots": 2 }
    ],
    "dependencies": [
        { "name": "inventory-stock1", "takes_us": { "fixed": 40000 } },
        { "name": "prices-of-things", "takes_us": { "fixed": 40000 } }
    ],
    "faults": [{ "fault": "dependency-hang", "at": "inventory-stock1", "from_ms": 20000, "until_ms": 80000 }]"#;

/// The plans, by name.
const PLANS: [(&str, &str); 5] = [
    ("two dependencies", TWO_DEPENDENCIES),
    ("a farm", FARM),
    ("in a row", IN_A_ROW),
    ("without a dependency", ALONE),
    ("many with long names", MANY),
];

/// The scene of a plan at an instant; with the request that last failed, it is the chosen one.
fn at(sections: &str, ms: u64, lang: Lang) -> Scene {
    let mut lab = Lab::new(scenario(sections));
    lab.apply(Action::Seek(Time::from_ms(ms))).expect("any instant can be sought");
    while lab.advance(Span::ZERO, 1_000_000).busy {}
    let failed = lab.frame().failure.map(|failure| failure.request);
    lab.apply(Action::Select(failed)).expect("it is known");
    Scene::of(&lab.frame(), lang)
}

#[test]
fn a_picture_keeps_to_its_places_whatever_there_is_of_each() {
    for (name, sections) in PLANS {
        for ms in [0, 15_000, 30_000, 49_000, 52_000, 65_000, 81_000, 110_000] {
            for lang in Lang::ALL {
                holds(&at(sections, ms, lang), &format!("{name} at {ms} in {}", lang.tag()));
            }
        }
    }
}

#[test]
fn every_place_of_the_plan_is_a_machine_with_its_name() {
    let title = |sections| at(sections, 30_000, Lang::En).title();
    assert_eq!(
        title(TWO_DEPENDENCIES),
        "The chain: client, server A, server B, dependency inventory, dependency prices"
    );
    assert_eq!(title(FARM), "The chain: client, server A, server web-1, server web-2, dependency C");
    assert_eq!(title(IN_A_ROW), "The chain: client, server edge, server A, server B, dependency C");
    assert_eq!(title(ALONE), "The chain: client, server A, server B");
}

#[test]
fn every_pool_of_connections_is_named_by_what_it_leads_to() {
    let scene = at(TWO_DEPENDENCIES, 45_000, Lang::En);
    let texts = texts(&wide::parts(&scene, wide::size(&scene), false));
    for wanted in ["slots to inventory", "slots to prices", "Dependency inventory"] {
        let twin = scene.twin();
        assert!(texts.iter().any(|text| text == wanted) || twin.contains(wanted), "{wanted} in {texts:?} {twin}");
    }
    assert!(scene.twin().contains("2 slots to inventory, 4 slots to prices"), "{}", scene.twin());
}

#[test]
fn a_failure_is_told_at_the_gateway_that_decided() {
    let scene = at(IN_A_ROW, 50_500, Lang::En);
    let told: Vec<&str> =
        scene.machines.iter().filter(|machine| !machine.notices.is_empty()).map(|machine| &*machine.name).collect();
    assert_eq!(told, ["Client", "Server A", "Dependency C"]);
}
