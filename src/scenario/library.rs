//! The scenarios that come with the program.

use super::{Scenario, plain};

/// Slug and JSON, in the order of menus: each faulty one, then the healthy ones.
const FILES: &[(&str, &str)] = &[
    ("hung-dependency", include_str!("../../content/scenarios/hung-dependency.json")),
    ("hung-dependency-aspnetcore", include_str!("../../content/scenarios/hung-dependency-aspnetcore.json")),
    ("backend-down", include_str!("../../content/scenarios/backend-down.json")),
    ("backend-garbage", include_str!("../../content/scenarios/backend-garbage.json")),
    ("backend-resets", include_str!("../../content/scenarios/backend-resets.json")),
    ("two-connections", include_str!("../../content/scenarios/two-connections.json")),
    ("overload", include_str!("../../content/scenarios/overload.json")),
    ("short-patience", include_str!("../../content/scenarios/short-patience.json")),
    ("two-dependencies", include_str!("../../content/scenarios/two-dependencies.json")),
    ("healthy-farm", include_str!("../../content/scenarios/healthy-farm.json")),
    ("healthy-aspnetcore", include_str!("../../content/scenarios/healthy-aspnetcore.json")),
    ("two-connections-half", include_str!("../../content/scenarios/two-connections-half.json")),
    ("overload-half", include_str!("../../content/scenarios/overload-half.json")),
    ("long-patience", include_str!("../../content/scenarios/long-patience.json")),
    ("two-dependencies-well", include_str!("../../content/scenarios/two-dependencies-well.json")),
];

/// The slugs, in the order of menus.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|&(slug, _)| slug)
}

/// A scenario of the library; `None` if it has none of this name.
pub fn open(slug: &str) -> Option<Scenario> {
    let &(slug, json) = FILES.iter().find(|&&(name, _)| name == slug)?;
    // Each file of the library is valid: a test reads them all.
    Scenario::new(slug, plain::read(json)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;
    use crate::scenario::Problem;

    #[test]
    fn every_file_is_valid_and_there_is_no_other() {
        for &(slug, json) in FILES {
            let read: Result<_, Vec<Problem>> = Scenario::read(slug, json);
            assert_eq!(read, open(slug).ok_or_else(Vec::new), "{slug}");
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/content/scenarios");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), FILES.len());
    }

    #[test]
    fn a_faulty_scenario_and_its_twin_differ_in_one_thing() {
        for faulty in names().filter_map(open).filter(|scenario| scenario.twin().is_some()) {
            let twin = open(faulty.twin().unwrap()).unwrap();
            assert_eq!(twin.twin(), None);
            let (ours, theirs) = (&faulty.plan, &twin.plan);
            // Each in turn is made as the twin has it.
            let ways: [fn(&mut Plan, &Plan); 3] = [
                |plan, twin| plan.faults.clone_from(&twin.faults),
                |plan, twin| plan.clients.arrivals.clone_from(&twin.clients.arrivals),
                |plan, twin| plan.gateways[0].timeout = twin.gateways[0].timeout,
            ];
            let mended = ways.iter().filter(|way| {
                let mut mended = (**ours).clone();
                way(&mut mended, theirs);
                mended == **theirs
            });
            assert_eq!(mended.count(), 1, "{}", faulty.slug);
            assert!(theirs.faults.is_empty(), "{}", faulty.slug);
            assert_eq!(faulty.seed(), twin.seed());
        }
    }
}
